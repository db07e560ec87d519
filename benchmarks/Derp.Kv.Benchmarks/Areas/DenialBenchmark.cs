using Derp.Kv.Servers;

namespace Derp.Kv.Benchmarks;

/// <summary>Calls of a key that the store has denied not long ago: what is left is the key, a look-up and two readings of the clock.</summary>
internal static class DenialBenchmark
{
    private const int Operations = 5_000;

    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    public static async Task RunAsync(Settings settings, Report report, ValkeyServer server, KvClient kv)
    {
        var limited = new Limited(kv);
        await using var limiter = new KvRateLimiter(kv, "closed", new KvRateLimiterOptions { Name = "closed", Limit = 1, Window = s_hour });
        await limited.ClosedAsync("closed");
        await limiter.AcquireAsync();
        await kv.RateLimitAsync("closed", 1, s_hour);

        Case[] cases =
        [
            Each("RateLimitAsync", () => !At(kv.RateLimitAsync("closed", 1, s_hour)).Allowed),
            Each("KvRateLimiter.AcquireAsync, its lease included", () => !At(limiter.AcquireAsync()).IsAcquired),
            Each("wrapper, its exception included", () => IsDenied(limited)),
        ];

        var figures = await Rounds.MeasureAsync(settings, warmUps: 30, rounds: 61, cases);
        report.Add("Rate limit, denied from memory", figures, "One caller, one key. Each case asks the store again after five seconds.");
        report.Gate("a denial from memory", figures[0].Nanoseconds, 200, " ns");
        report.Gate("a denial from memory allocates", figures[0].Bytes, 72, " B");

        await cases[0].RunAsync();
        await server.ResetCommandStatsAsync();
        await cases[0].RunAsync();
        var sent = (await server.CommandStatsAsync()).Where(static each => each.Key.StartsWith("eval", StringComparison.Ordinal)).Sum(static each => each.Value);
        report.Gate("a denial from memory sends nothing", sent == 0, $"{sent} commands in {Operations:N0} calls");
    }

    private static Case Each(string name, Func<bool> isDenied) => Case.Of(
        name,
        static () => { },
        () =>
        {
            for (var i = 0; i < Operations; i++)
            {
                if (!isDenied())
                    throw new InvalidOperationException("A call was admitted.");
            }
        },
        Operations);

    // Once in five seconds one waits for the store.
    private static T At<T>(ValueTask<T> call) => call.IsCompletedSuccessfully ? call.Result : call.AsTask().GetAwaiter().GetResult();

    private static bool IsDenied(Limited limited)
    {
        try
        {
            limited.ClosedAsync("closed").GetAwaiter().GetResult();
            return false;
        }
        catch (RateLimitExceededException)
        {
            return true;
        }
    }
}
