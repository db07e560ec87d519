using System.CommandLine;
using System.Globalization;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Ledger;
using Derp.Kv.Ledger.Databases;
using Derp.Kv.Tool.Decoding;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Manifests;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Commands;

/// <summary><c>ledger</c>: records of calls in a table of the application's database.</summary>
internal static class LedgerCommand
{
    private static readonly Argument<string> s_key = CommandContext.Checked(new Argument<string>("key") { Description = @"The whole key as it is printed: \xNN is a byte, \\ a backslash." });
    private static readonly Option<bool> s_show = new("--show") { Description = "Show the value too, and the headers of a stored answer. Values can be personal." };
    private static readonly Option<FileInfo?> s_app = new("--app") { Description = "Assembly of the application: tells whose record it is." };
    private static readonly Option<int> s_batch = new("--batch") { Description = "The most rows of a transaction.", DefaultValueFactory = static _ => 1000 };
    private static readonly Option<bool> s_yes = new("--yes", "-y") { Description = "Do not ask." };

    public static Command New(CommandContext context)
    {
        var get = new Command("get", "Decode what a key holds. Exit code 1: it is not there, or damaged.") { s_key, s_show, s_app };
        var purge = new Command("purge", "Delete expired rows, in batches. Exit code 1: nobody has confirmed.") { s_batch, s_yes };
        s_batch.Validators.Add(static result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var batch) && batch < 1)
                result.AddError("--batch is 1 or more.");
        });
        context.SetAction(get, GetAsync);
        context.SetAction(purge, PurgeAsync);
        var command = new Command("ledger", "Look at the records of a ledger in PostgreSQL or SQLite, or delete those that have expired.") { get, purge };
        context.Ledger.AddTo(command);
        return command;
    }

    private static async Task<int> GetAsync(LedgerRun session)
    {
        var types = new KnownTypes(session.Parsed.GetValue(s_app) is { } file ? ManifestFile.Read(file).Methods : [], type: null);
        var name = session.NameOf(session.Parsed.GetRequiredValue(s_key));
        var row = new Row { { "key", KeyText.Of(name.Bytes) } };
        var problem = await ReadAsync(session, row, name, types).ConfigureAwait(false);
        if (problem is not null)
            row.Add("problem", problem);
        session.Report.Show(row);
        return problem is null ? ExitCode.Done : ExitCode.No;
    }

    private static async Task<string?> ReadAsync(LedgerRun session, Row row, KeyName name, KnownTypes types)
    {
        if (await session.Ledger.FindAsync(name.Bytes, session.CancellationToken).ConfigureAwait(false) is not { } entry)
            return "there is no such key, or its call has not been committed";

        row.Add("state", entry.IsReplayable ? "completed" : "completed, not replayable");
        row.Add("status", entry.StatusCode);
        row.Add("created", entry.Created);
        row.Add("expires", entry.Expires);
        row.Add("expired", entry.IsExpired);
        row.Add("size", new ByteCount(entry.Size));

        LedgerRow? stored;
        try
        {
            stored = await session.Ledger.UseAsync(name.Bytes, static (database, connection, key, ct) => database.ReadAsync(connection, key, ct), session.CancellationToken).ConfigureAwait(false);
        }
        catch (KvSerializationException)
        {
            return "the row is damaged, or of another version";
        }

        return stored is null ? "it is gone" : Decode(session, row, name, stored, types);
    }

    private static string? Decode(LedgerRun session, Row row, KeyName name, LedgerRow stored, KnownTypes types)
    {
        row.Add("owner", Convert.ToHexStringLower(stored.Owner));
        row.Add("fingerprint", stored.Fingerprint == default ? null : stored.Fingerprint.Bits.ToString("x32", CultureInfo.InvariantCulture));
        row.Add("origin", KnownTypes.Hex(stored.Origin.Bits));
        row.AddIfAny("of", types.WriterOf(stored.Origin));
        if (stored.State == IdempotencyState.CompletedNull)
            row.Add("isNull", true);
        return stored.State == IdempotencyState.Completed
            ? RecordForm.ReadBody(row, stored.Body, name.Space == KeySpace.HttpRecord, session.Parsed.GetValue(s_show))
            : null;
    }

    private static async Task<int> PurgeAsync(LedgerRun session)
    {
        var expired = await session.Ledger.UseAsync(0, static (database, connection, _, ct) => database.CountExpiredAsync(connection, ct), session.CancellationToken).ConfigureAwait(false);
        var question = expired == 1 ? "Delete the one row that has expired?" : string.Create(CultureInfo.InvariantCulture, $"Delete {expired:N0} rows that have expired?");
        if (expired > 0 && !session.Parsed.GetValue(s_yes) && !session.Surroundings.Confirm(question))
            return ExitCode.No;

        // Rows that expire meanwhile are deleted too.
        var deleted = expired == 0 ? 0 : await session.Ledger.PurgeAsync(session.Parsed.GetValue(s_batch), session.CancellationToken).ConfigureAwait(false);
        session.Report.Show(new Row { { "expired", expired }, { "deleted", deleted } });
        return ExitCode.Done;
    }
}
