using System.CommandLine;
using Derp.Kv.Tool.Connecting;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Commands;

/// <summary><c>keys</c>: what there is, by SCAN.</summary>
internal static class KeysCommand
{
    private const int MostInTable = 1000;

    private static readonly Argument<string?> s_beginning = CommandContext.Checked(new Argument<string?>("beginning") { Description = "What the keys begin with. Default: the prefix.", Arity = ArgumentArity.ZeroOrOne });
    private static readonly Option<KeyKind[]> s_kinds = new("--kind", "-k") { Description = "Only keys of these kinds.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<bool> s_endless = new("--endless") { Description = "Only keys that never expire." };
    private static readonly Option<int?> s_limit = new("--limit") { Description = $"The most keys; 0: all. Default: {MostInTable} in a table, otherwise all." };

    public static Command New(CommandContext context)
    {
        var command = new Command("keys", "List keys with their kind, life and size. SCAN is used, never KEYS.") { s_beginning, s_kinds, s_endless, s_limit };
        context.SetAction(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(Session session)
    {
        var kinds = session.Parsed.GetValue(s_kinds) ?? [];
        var isEndless = session.Parsed.GetValue(s_endless);
        var limit = session.Parsed.GetValue(s_limit) ?? (session.Report.Collects ? MostInTable : 0);
        var beginning = session.Parsed.GetValue(s_beginning) is { } text ? KeyText.Parse(text) : session.Prefix;
        var listed = new List<KeyFacts>();
        var count = 0;
        await foreach (var facts in KeyScan.RunAsync(session, beginning, facts => (kinds.Length == 0 || kinds.Contains(facts.Kind)) && (!isEndless || facts.Expiry.Left is null)).ConfigureAwait(false))
        {
            if (limit > 0 && count == limit)
            {
                session.Note($"There are more than {limit}; --limit 0 lists all.");
                break;
            }

            count++;
            if (session.Report.Collects)
                listed.Add(facts);
            else
                session.Report.Add(RowOf(facts));
        }

        foreach (var facts in listed.OrderBy(static facts => KeyText.Of(facts.Name.Bytes), StringComparer.Ordinal))
            session.Report.Add(RowOf(facts));
        session.Report.Finish();
        if (session.Report.Collects)
            session.Note(count == 1 ? "1 key" : $"{count} keys");
        return ExitCode.Done;
    }

    private static Row RowOf(KeyFacts facts) => new()
    {
        { "key", KeyText.Of(facts.Name.Bytes) },
        { "kind", WordOf(facts.Kind) },
        { "expiresIn", facts.Expiry },
        { "size", new ByteCount(facts.Size) },
    };

    /// <summary>A kind as it is typed.</summary>
    public static string WordOf(KeyKind kind) => kind.ToString().ToLowerInvariant();
}
