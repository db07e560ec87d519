using System.Diagnostics;
using System.Globalization;
using Derp.Kv;
using Microsoft.Extensions.DependencyInjection;

namespace Quickstart;

/// <summary>The tour: each stop shows one thing and checks it.</summary>
internal sealed class Tour(
    KvClient kv,
    Database database,
    Countries countries,
    Payments payments,
    Logins logins,
    Show show,
    [FromKeyedServices(Tour.OtherProcess)] Countries? elsewhere = null)
{
    /// <summary>What has a client of its own, as another process would. On memory there is none.</summary>
    public const string OtherProcess = "other";

    public async Task RunAsync()
    {
        await CacheAsync();
        await StampedeAsync();
        await InvalidationAsync();
        await BatchAsync();
        await NearAsync();
        await PaymentAsync();
        await LoginAsync();
        await WebhookAsync();
    }

    private async Task CacheAsync()
    {
        Show.Title("A miss and a hit: [Cached] on a slow query");
        Show.Say("The first call asks the database, the second one does not.");

        // Once for another key, so that the times below are not those of the runtime warming up.
        await countries.FindAsync("AQ");
        var before = database.Queries;
        var (first, missTime) = await Show.TimeAsync(() => countries.NamesWithinNamesAsync());
        var afterMiss = database.Queries;
        var (second, hitTime) = await Show.TimeAsync(() => countries.NamesWithinNamesAsync());

        show.Row("first call: a miss", $"{missTime}, {afterMiss - before} query", afterMiss - before == 1);
        show.Row("second call: a hit", $"{hitTime}, {database.Queries - afterMiss} queries", database.Queries == afterMiss);
        show.Row("both give the same", $"{second.Count} names within names, such as {second[0].Inner} in {second[0].Outer}", first.SequenceEqual(second));
    }

    private async Task StampedeAsync()
    {
        Show.Title("200 callers at once, and a cold key: one query");
        Show.Say("The first caller computes; the others wait for its result instead of asking the database too.");

        var before = database.Queries;
        var found = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => countries.FindAsync("JP"))));

        show.Row("callers answered", $"{found.Count(country => country is { Name: "Japan", Currency: "JPY" })}", found.All(country => country?.Name == "Japan"));
        show.Row("queries run", $"{database.Queries - before}", database.Queries - before == 1);
    }

    private async Task InvalidationAsync()
    {
        Show.Title("An invalidation: the next read sees the write");
        Show.Say("[Invalidates] on the method that renames names what it makes out of date.");

        var before = await countries.FindAsync("TR");
        await countries.RenameAsync("TR", "Turkey");
        var after = await countries.FindAsync("TR");

        show.Row("read, rename, read", $"{before?.Name}, then {after?.Name}", before?.Name == "Türkiye" && after?.Name == "Turkey");
    }

    private async Task BatchAsync()
    {
        Show.Title("Ten countries at once: one read, and one query for those that are missing");
        Show.Say("TR and JP are in the cache already; the values are shared with FindAsync.");

        string[] codes = ["TR", "JP", "DE", "FR", "IT", "ES", "PT", "NL", "BE", "no such country"];
        var before = database.Queries;
        var first = await countries.FindManyAsync(codes);
        var afterFirst = database.Queries;
        var second = await countries.FindManyAsync(codes);
        var single = await countries.FindAsync("DE");

        show.Row("first call", $"{first.Count} countries, {afterFirst - before} query", first.Count == 9 && afterFirst - before == 1);
        show.Row("second call, and FindAsync", $"{second.Count} countries and {single?.Name}, {database.Queries - afterFirst} queries", second.Count == 9 && database.Queries == afterFirst);
    }

    private async Task NearAsync()
    {
        Show.Title("Hits from the process's own memory: Near = \"2s\"");
        Show.Say("No command is sent. Other processes hear of an invalidation, or forget the value after two seconds.");

        // The first call also subscribes to notifications; what was read before is read again.
        await countries.UseOfAsync("EUR");
        await Show.UntilAsync(() => Task.FromResult(kv.GetStatus().NearNotices));
        var before = await countries.UseOfAsync("EUR");
        var queries = database.Queries;
        var (same, time) = await Show.TimeAsync(async () =>
        {
            var same = 0;
            for (var i = 0; i < 10_000; i++)
                same += ReferenceEquals(before, await countries.UseOfAsync("EUR")) ? 1 : 0;
            return same;
        });
        show.Row("10,000 calls", $"{time}, {database.Queries - queries} queries, {same} times the same object", database.Queries == queries);

        if (elsewhere is not null)
            await elsewhere.UseOfAsync("EUR");
        await countries.AdoptAsync("SE", "EUR");
        var invalidated = Stopwatch.GetTimestamp();
        var after = await countries.UseOfAsync("EUR");
        show.Row("Sweden adopts the euro", $"{before.Countries} countries, then {after.Countries}", after.Countries == before.Countries + 1);

        if (elsewhere is null)
            return;
        var lastOld = TimeSpan.Zero;
        await Show.UntilAsync(async () =>
        {
            var began = Stopwatch.GetElapsedTime(invalidated);
            if (await elsewhere.UseOfAsync("EUR") == after)
                return true;
            lastOld = began;
            return false;
        });
        show.Row("another process", lastOld.TotalMilliseconds.ToString("read the old value for 0.0 ms", CultureInfo.InvariantCulture), lastOld < TimeSpan.FromSeconds(2));
    }

    private async Task PaymentAsync()
    {
        Show.Title("A payment sent twice: [Idempotent] pays once");
        Show.Say("The client retries with the same idempotency key and gets the first receipt again.");

        var first = await payments.PayAsync("order-1001", "DE89 3704", 4999);
        var second = await payments.PayAsync("order-1001", "DE89 3704", 4999);
        var refused = await FailsAsync<IdempotencyKeyReusedException>(() => payments.PayAsync("order-1001", "DE89 3704", 1));
        var paid = await payments.CountAsync();

        show.Row("first request", $"receipt {first.Value.Id}, status {first.StatusCode}, replay: {first.IsReplay}", !first.IsReplay);
        show.Row("second request", $"receipt {second.Value.Id}, status {second.StatusCode}, replay: {second.IsReplay}", second.IsReplay && second.Value == first.Value);
        show.Row("same key, another amount", refused ? "refused" : "accepted", refused);
        show.Row("payments in the database", $"{paid}", paid == 1);
    }

    private async Task LoginAsync()
    {
        Show.Title("A login guessed at: [RateLimited] stops the fourth try");
        Show.Say("Three tries a minute for each user; another user is not affected.");

        for (var i = 1; i <= 3; i++)
            show.Row($"try {i} for alice", "let through", !await logins.SignInAsync("alice", $"guess {i}"));
        RateLimitExceededException? denied = null;
        try
        {
            await logins.SignInAsync("alice", "correct horse");
        }
        catch (RateLimitExceededException e)
        {
            denied = e;
        }

        show.Row("try 4 for alice", denied is null ? "let through" : $"denied, try again in {denied.Result.RetryAfter?.TotalSeconds:0} s", denied is not null);
        show.Row("try 1 for bob", "let through", await logins.SignInAsync("bob", "battery staple"));
    }

    private async Task WebhookAsync()
    {
        Show.Title("A webhook delivered three times: handled once");
        Show.Say("A delivery whose handler fails does not count: the sender's next one is handled.");

        var handled = 0;
        var failed = await FailsAsync<InvalidOperationException>(() =>
            kv.ProcessOnceAsync("evt_1", _ => throw new InvalidOperationException("The mail server is away.")).AsTask());
        for (var delivery = 0; delivery < 2; delivery++)
        {
            await kv.ProcessOnceAsync("evt_1", _ =>
            {
                handled++;
                return default;
            });
        }

        show.Row("delivery 1, the handler fails", "its exception reaches us", failed);
        show.Row("deliveries 2 and 3", $"handled {handled} time", handled == 1);
    }

    private static async Task<bool> FailsAsync<TException>(Func<Task> call)
        where TException : Exception
    {
        try
        {
            await call();
            return false;
        }
        catch (TException)
        {
            return true;
        }
    }
}
