using Derp.Kv.LedgerWorker;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>That the checks find what they are for: the same calls by hand, with record and effect in the wrong transactions.</summary>
public sealed class BrokenOrderTests(PostgreSqlCluster cluster) : IClassFixture<PostgreSqlCluster>
{
    private const int Seed = 24;

    [Theory]
    [InlineData(nameof(Order.RecordFirst))]
    [InlineData(nameof(Order.EffectFirst))]
    [InlineData(nameof(Order.EffectOutside))]
    public async Task Record_that_is_not_in_the_transaction_of_its_effect_is_found(string order)
    {
        await using var database = await PostgreSqlDatabase.CreateAsync(cluster.Server, order);

        var found = await Assert.ThrowsAsync<InvalidOperationException>(() => new PostgreSqlKills(database, cluster.Server.Port, order, Seed, rounds: 21).RunAsync());

        Assert.StartsWith($"DERP_KV_SEED={Seed}", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_in_the_transaction_of_its_effect_is_accepted()
    {
        await using var database = await PostgreSqlDatabase.CreateAsync(cluster.Server, nameof(Order.Together));

        await new PostgreSqlKills(database, cluster.Server.Port, nameof(Order.Together), Seed, rounds: 14).RunAsync();
    }
}
