using System.CommandLine;
using System.Text;
using Derp.Kv.Tool.Connecting;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Commands;

/// <summary>What all commands have in common.</summary>
internal sealed class CommandContext(Surroundings surroundings)
{
    public Surroundings Surroundings => surroundings;

    public ServerOptions Server { get; } = new();

    public LedgerOptions Ledger { get; } = new();

    /// <summary>Gives a command what it does: with a connection, which is closed afterwards.</summary>
    public void SetAction(Command command, Func<Session, Task<int>> run) => command.SetAction(async (parsed, cancellationToken) =>
    {
        var address = Server.AddressOf(parsed, surroundings);
        var report = Report.Of(surroundings, Server.OutputOf(parsed));
        var store = await Store.OpenAsync(address, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            var code = await run(new Session(surroundings, parsed, store, report, Encoding.UTF8.GetBytes(address.Prefix), cancellationToken)).ConfigureAwait(false);
            report.Finish();
            return code;
        }
    });

    /// <summary>Gives a command what it does: on a ledger, in a database and not in the store.</summary>
    public void SetAction(Command command, Func<LedgerRun, Task<int>> run) => command.SetAction(async (parsed, cancellationToken) =>
    {
        var source = Ledger.SourceOf(parsed, surroundings, Server);
        var report = Report.Of(surroundings, Server.OutputOf(parsed));
        var prefix = Encoding.UTF8.GetBytes(Server.PrefixOf(parsed, surroundings));
        await using (source.ConfigureAwait(false))
        {
            var code = await run(new LedgerRun(surroundings, parsed, source.Ledger, report, prefix, cancellationToken)).ConfigureAwait(false);
            report.Finish();
            return code;
        }
    });

    /// <summary>Keys, as they are printed.</summary>
    public static Argument<string[]> NewKeys() => Checked(new Argument<string[]>("key") { Description = @"The whole key as it is printed: \xNN is a byte, \\ a backslash.", Arity = ArgumentArity.OneOrMore });

    /// <summary>An argument that is refused before anything happens if it is no key.</summary>
    public static T Checked<T>(T argument)
        where T : Argument
    {
        argument.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens)
            {
                try
                {
                    KeyText.Parse(token.Value);
                }
                catch (UsageException e)
                {
                    result.AddError(e.Message);
                }
            }
        });
        return argument;
    }
}

/// <summary>One run of a command.</summary>
/// <param name="Surroundings">Streams and environment.</param>
/// <param name="Parsed">The command line.</param>
/// <param name="Store">The server.</param>
/// <param name="Report">Takes the answers.</param>
/// <param name="Prefix">The application's.</param>
/// <param name="CancellationToken">Ends the run.</param>
internal sealed record Session(Surroundings Surroundings, ParseResult Parsed, Store Store, Report Report, byte[] Prefix, CancellationToken CancellationToken)
{
    /// <summary>Reads a key that was typed.</summary>
    public KeyName NameOf(string text) => KeyName.Of(KeyText.Parse(text), Prefix);

    /// <summary>Asks before keys are changed; true: go on.</summary>
    /// <exception cref="UsageException">Standard input is no terminal, and no answer can come.</exception>
    public bool Confirm(IEnumerable<byte[]> keys, string question)
    {
        Surroundings.MustBeAnswered();
        foreach (var key in keys)
            Note(KeyText.Of(key));
        return Surroundings.Confirm(question);
    }

    /// <summary>Says something beside the answers.</summary>
    public void Note(string text) => Surroundings.Errors.WriteLine(text);
}
