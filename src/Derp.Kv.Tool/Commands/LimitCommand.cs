using System.CommandLine;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Tool.Connecting;
using Derp.Kv.Tool.Decoding;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Output;
using StackExchange.Redis;

namespace Derp.Kv.Tool.Commands;

/// <summary><c>limit</c>: counters.</summary>
internal static class LimitCommand
{
    private static readonly Argument<string[]> s_keys = CommandContext.NewKeys();
    private static readonly Option<bool> s_yes = new("--yes", "-y") { Description = "Do not ask." };

    public static Command New(CommandContext context)
    {
        var peek = new Command("peek", "Tell what counters say. Nothing is counted. Exit code 1: there is none, or it is damaged.") { s_keys };
        var reset = new Command("reset", "Delete counters: the next call starts at zero.") { s_keys, s_yes };
        context.SetAction(peek, PeekAsync);
        context.SetAction(reset, ResetAsync);
        return new Command("limit", "Look at the counters of limits, or reset them.") { peek, reset };
    }

    private static async Task<int> PeekAsync(Session session)
    {
        var code = ExitCode.Done;
        foreach (var text in session.Parsed.GetRequiredValue(s_keys))
        {
            var key = KeyText.Parse(text);
            var row = new Row { { "key", KeyText.Of(key) } };
            if (await ReadAsync(session, row, key).ConfigureAwait(false) is { } problem)
            {
                row.Add("problem", problem);
                code = ExitCode.No;
            }

            session.Report.Show(row);
        }

        return code;
    }

    private static async Task<string?> ReadAsync(Session session, Row row, byte[] key)
    {
        if (await session.Store.Client.GetAsync(key, session.CancellationToken).ConfigureAwait(false) is not { } stored)
            return "there is no such counter: nothing is counted";
        if (await session.Store.LifeAsync(key).ConfigureAwait(false) is { } life)
            row.Add("expiresIn", life);
        if (CounterForm.Read(row, stored) is { } problem)
            return problem;
        if (TokenBucketState.TryParse(stored, out var bucket) && await TimeAsync(session).ConfigureAwait(false) is { } now)
            row.Add("lackingNow", LackingAt(bucket, now));
        return null;
    }

    // By the server's clock, which has written the counter; null: the user may not ask for it.
    private static async Task<long?> TimeAsync(Session session)
    {
        try
        {
            var primaries = await session.Store.PrimariesAsync(session.CancellationToken).ConfigureAwait(false);
            return (await primaries[0].TimeAsync().ConfigureAwait(false)).Ticks is var ticks ? (ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond : null;
        }
        catch (RedisServerException)
        {
            return null;
        }
    }

    private static long LackingAt(TokenBucketState bucket, long now)
    {
        var refilled = (Int128)Math.Max(0, now - bucket.Time) * bucket.Scale;
        var owed = refilled >= bucket.Owed ? 0 : bucket.Owed - (long)refilled;
        return (bucket with { Owed = owed }).Units;
    }

    private static async Task<int> ResetAsync(Session session)
    {
        var keys = session.Parsed.GetRequiredValue(s_keys).Select(KeyText.Parse).ToList();
        foreach (var key in keys)
        {
            if (await session.Store.Client.GetAsync(key, session.CancellationToken).ConfigureAwait(false) is { } stored && CounterForm.Read([], stored) is not null)
                throw new UsageException($"{KeyText.Of(key)} holds no counter of a limit, and is not deleted.");
        }

        if (!session.Parsed.GetValue(s_yes) && !session.Confirm(keys, keys.Count == 1 ? "Reset this counter?" : $"Reset these {keys.Count} counters?"))
            return ExitCode.No;
        foreach (var key in keys)
        {
            var wasThere = await session.Store.Client.DeleteAsync(key, session.CancellationToken).ConfigureAwait(false);
            session.Report.Add(new Row { { "key", KeyText.Of(key) }, { "reset", true }, { "wasThere", wasThere } });
        }

        return ExitCode.Done;
    }
}
