using Derp.Kv.LedgerWorker;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>That the checks find what they are for: the same calls by hand, with record and effect in the wrong transactions.</summary>
public sealed class BrokenOrderTests(PostgreSqlCluster cluster)
{
    private const int Seed = 24;

    public static TheoryData<string> Wrong =>
        Proof.IsLong ? [nameof(Order.RecordFirst), nameof(Order.EffectFirst), nameof(Order.EffectOutside)] : [nameof(Order.EffectOutside)];

    [Theory]
    [MemberData(nameof(Wrong))]
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

        await new PostgreSqlKills(database, cluster.Server.Port, nameof(Order.Together), Seed, rounds: Proof.IsLong ? 70 : 7).RunAsync();
    }
}
