namespace Derp.Kv.Tests.Diagnostics;

/// <summary>What an operator sees of each failure of the store: these events and counts, and no others.</summary>
public sealed class FaultTests
{
    public static readonly MatrixTheoryData<StoreStep, Fault> Cells = new(Enum.GetValues<StoreStep>(), Enum.GetValues<Fault>());

    [Theory]
    [ClassData(typeof(FaultTable))]
    public async Task Each_fault_says_exactly_this(StoreStep step, Fault fault, int[] ids, string counters)
    {
        await using var run = new FaultRun(step, fault);
        string[] expected = counters.Length == 0 ? [] : [.. counters.Replace(" ", "\n", StringComparison.Ordinal).Split('\n').Order(StringComparer.Ordinal)];

        await run.ExecuteAsync();

        // A release in the background may still be on its way.
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (DateTime.UtcNow < deadline && (run.Ids.Count() < ids.Length || run.Metrics.Counts.Count < expected.Length))
            await Task.Yield();
        Assert.Equal(ids, run.Ids);
        Assert.Equal(expected, run.Metrics.Counts);
    }

    [Fact]
    public void The_table_is_complete() =>
        Assert.Equal(
            from step in Enum.GetValues<StoreStep>() from fault in Enum.GetValues<Fault>() select (step, fault),
            new FaultTable().Select(static row => (row.Data.Item1, row.Data.Item2)).Order());

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task K9_No_fault_brings_a_key_a_value_or_an_argument_to_light(StoreStep step, Fault fault)
    {
        await using var run = new FaultRun(step, fault);

        await run.ExecuteAsync();

        Secrecy.AssertKept(run.Logs, run.Metrics, run.Activities, run.Thrown);
    }
}
