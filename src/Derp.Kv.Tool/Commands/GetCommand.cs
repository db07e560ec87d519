using System.CommandLine;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Tool.Connecting;
using Derp.Kv.Tool.Decoding;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Manifests;
using Derp.Kv.Tool.Output;
using StackExchange.Redis;

namespace Derp.Kv.Tool.Commands;

/// <summary><c>get</c>: what a key holds.</summary>
internal static class GetCommand
{
    private static readonly Argument<string> s_key = CommandContext.Checked(new Argument<string>("key") { Description = @"The whole key as it is printed: \xNN is a byte, \\ a backslash." });
    private static readonly Option<bool> s_show = new("--show") { Description = "Show the value too, and the headers of a stored answer. Values can be personal." };
    private static readonly Option<bool> s_json = new("--json") { Description = "Write nothing but the value, as JSON. With --show." };
    private static readonly Option<bool> s_hex = new("--hex") { Description = "Write nothing but all stored bytes, in hexadecimal. With --show." };
    private static readonly Option<bool> s_raw = new("--raw") { Description = "Write nothing but all stored bytes, as they are. With --show." };
    private static readonly Option<FileInfo?> s_app = new("--app") { Description = "Assembly of the application: its types are tried on the value's check." };
    private static readonly Option<string?> s_type = new("--type") { Description = "Full name of the value's type, to try on the check." };

    public static Command New(CommandContext context)
    {
        var command = new Command("get", "Decode what a key holds. Exit code 1: it is not there, or damaged.") { s_key, s_show, s_json, s_hex, s_raw, s_app, s_type };
        command.Validators.Add(result =>
        {
            var forms = ((Option<bool>[])[s_json, s_hex, s_raw]).Where(result.GetValue).ToList();
            if (forms.Count > 1)
                result.AddError("Only one of --json, --hex and --raw.");
            else if (forms.Count == 1 && !result.GetValue(s_show))
                result.AddError($"{forms[0].Name} writes the value: add --show.");
        });
        context.SetAction(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(Session session)
    {
        var types = new KnownTypes(session.Parsed.GetValue(s_app) is { } file ? ManifestFile.Read(file).Methods : [], session.Parsed.GetValue(s_type));
        var name = session.NameOf(session.Parsed.GetRequiredValue(s_key));
        var row = new Row { { "key", KeyText.Of(name.Bytes) } };
        var facts = await KeyFacts.ReadAsync(session.Store, name).ConfigureAwait(false);
        if (facts is null)
            return Fail(session, row, "there is no such key");

        row.Add("kind", KeysCommand.WordOf(facts.Kind));
        row.Add("expiresIn", facts.Expiry);
        row.Add("size", new ByteCount(facts.Size));
        var stored = await ReadAsync(session, name.Bytes).ConfigureAwait(false);
        if (stored is null)
            return Fail(session, row, "it is gone, or holds no string");
        if (session.Parsed.GetValue(s_raw) || session.Parsed.GetValue(s_hex))
            return WriteBytes(session, stored);

        var problem = StoredKey.Read(row, name, stored, types, session.Parsed.GetValue(s_show));
        if (name.Space is KeySpace.Value or KeySpace.Named)
            await AddStateAsync(session, row, name.Bytes).ConfigureAwait(false);
        if (problem is not null)
            return Fail(session, row, problem);
        return session.Parsed.GetValue(s_json) ? WriteValue(session, row) : Tell(session, row);
    }

    private static async Task<byte[]?> ReadAsync(Session session, byte[] key)
    {
        try
        {
            return await session.Store.Database.StringGetAsync(key, CommandFlags.DemandMaster).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (ServerErrors.CodeOf(e.Message) == "WRONGTYPE")
        {
            return null;
        }
    }

    // The part of its life that a value is in, or the lease under which it is computed anew.
    private static async Task AddStateAsync(Session session, Row row, byte[] key)
    {
        var lease = LeaseKey.Of(key);
        if (await ReadAsync(session, lease).ConfigureAwait(false) is not { } state)
            return;
        var beside = new Row();
        if (LeaseForm.Read(beside, state) is null)
            row.Add("beside", string.Join(", ", beside.Select(static field => $"{Shown.Name(field.Key)} {Shown.Value(field.Value)}")));
    }

    private static int WriteBytes(Session session, byte[] stored)
    {
        var output = session.Surroundings.Output;
        if (session.Parsed.GetValue(s_raw))
            output.Write(stored);
        else
            HexText.Write(output, stored);
        return ExitCode.Done;
    }

    private static int WriteValue(Session session, Row row)
    {
        var value = row.Select(static field => field.Value).OfType<JsonText>().FirstOrDefault();
        session.Surroundings.Output.Write(value is null ? "null"u8 : value.Utf8.Span);
        session.Surroundings.Output.Write("\n"u8);
        return ExitCode.Done;
    }

    private static int Tell(Session session, Row row)
    {
        session.Report.Show(row);
        return ExitCode.Done;
    }

    private static int Fail(Session session, Row row, string problem)
    {
        row.Add("problem", problem);
        session.Report.Show(row);
        return ExitCode.No;
    }
}
