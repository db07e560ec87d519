using System.Data;
using System.Globalization;
using Derp.Kv.LedgerWorker;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>Duplicates at the moment when a record expires.</summary>
public sealed class ExpiryTests(PostgreSqlCluster cluster)
{
    private const int AtOnce = 4;

    [Theory]
    [InlineData(IsolationLevel.ReadCommitted)]
    [InlineData(IsolationLevel.Serializable)]
    public async Task L8_Calls_that_meet_at_an_expired_record_have_one_effect_more_on_PostgreSQL(IsolationLevel isolation)
    {
        await using var database = await PostgreSqlDatabase.CreateAsync(cluster.Server);
        await RunAsync(database, isolation);
    }

    [Fact]
    public async Task L8_Calls_that_meet_at_an_expired_record_have_one_effect_more_on_SQLite()
    {
        await using var database = await SqliteDatabase.CreateAsync("wal");
        await RunAsync(database, IsolationLevel.Unspecified);
    }

    // Callers that know nothing of each other; half of the time they come when the record has expired, half while it does.
    private static async Task RunAsync(IProofDatabase database, IsolationLevel isolation)
    {
        var callers = Enumerable.Range(0, AtOnce).Select(_ => database.Connect(Callers.Ledger, isolation)).ToArray();
        for (var round = 0; round < (Proof.IsLong ? 60 : 8); round++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"expiry-{round}");
            var isPast = round % 2 == 0;
            var first = await callers[0].CallAsync(key, isPast ? null : TimeSpan.FromMilliseconds(30));
            if (isPast)
                await ExpireAsync(callers[0]);
            var later = await Task.WhenAll(callers.Select(caller => Task.Run(() => NextAsync(caller, key, first.Run))));

            var runs = await database.RunsAsync(key);
            Assert.Equal(2, runs.Count);
            var second = Assert.Single(runs, run => run != first.Run);
            Assert.All(later, outcome => Assert.Equal(second, outcome.Run));
            Assert.Single(later, static outcome => !outcome.IsReplay);
        }

        foreach (var caller in callers)
            await caller.DisposeAsync();
    }

    // Until the first run's result is no longer replayed.
    private static async Task<Outcome> NextAsync(ICaller caller, string key, string first)
    {
        while (true)
        {
            var outcome = await caller.CallAsync(key, TimeSpan.FromHours(1));
            if (outcome.Run != first)
                return outcome;
        }
    }

    private static async Task ExpireAsync(ICaller caller)
    {
        await using var command = caller.Source.CreateCommand("UPDATE derp_kv_ledger SET expires = created");
        await command.ExecuteNonQueryAsync();
    }
}
