using Derp.Kv.Conformance;
using Derp.Kv.Valkey.Tests.Faults.Bench;

namespace Derp.Kv.Valkey.Tests.Near;

/// <summary>A method with Near meets each fault at each of its commands: what nobody vouched for makes no entry, and no entry outlives an invalidation here.</summary>
public sealed class NearFaultTests(UnobservedExceptions unobserved) : FaultTest(unobserved)
{
    private Prices? _prices;

    protected override TimeSpan OperationTimeout => TimeSpan.FromSeconds(1);

    public static TheoryData<Phase, Fault> Rows => FaultRows.At(Phase.Get, Phase.Commit);

    public static TheoryData<Phase, Fault> InvalidateRows => FaultRows.At(Phase.Invalidate);

    private Prices Prices => _prices ??= new Prices(Client);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task N4_A_read_or_commit_without_an_answer_makes_no_entry(Phase phase, Fault fault)
    {
        await ListenAsync();
        Bench.Arm(phase, fault);

        Assert.Equal("old", await Prices.GetLongAsync(1));

        await Bench.Struck.WaitAsync();
        Assert.Equal(0, Client.GetStatus().NearEntries);
        await Bench.RestoreAsync();
        Assert.Equal("old", await Prices.GetLongAsync(1));
        await Eventually.HoldsAsync(async () => await Prices.GetLongAsync(1) == "old" && Client.GetStatus().NearEntries == 1, "The next answer should make one.");
        LetGo();
    }

    [Theory]
    [MemberData(nameof(InvalidateRows))]
    public async Task N2_An_invalidation_that_failed_has_voided_the_entry_here(Phase phase, Fault fault)
    {
        await ListenAsync();
        Assert.Equal("old", await Prices.GetLongAsync(1));
        Assert.Equal("old", await Prices.GetLongAsync(1));
        Prices.Current = "new";
        Bench.Arm(phase, fault);

        await Assert.ThrowsAsync<KvUnavailableException>(async () => await Prices.InvalidateGetLongAsync(1));
        await Bench.RestoreAsync();

        // What the command has not done, the store has still.
        Assert.Equal(fault.KeepsEffect() || fault.IsKill() ? "new" : "old", await Prices.GetLongAsync(1));
        Assert.Contains(Phase.Get, Bench.Seen);
        LetGo();
    }

    // The bench looks for timers that are left.
    private void LetGo() => Client.NearEnabled = false;

    // Of a subscription that begins later, entries would be void.
    private async Task ListenAsync()
    {
        Client.OpenNear();
        await Eventually.HoldsAsync(() => Task.FromResult(Client.GetStatus().NearNotices), "The subscription should stand.");
    }
}
