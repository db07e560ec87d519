namespace Derp.Kv.Scale.Workloads;

/// <summary>One process of a workload.</summary>
/// <param name="kv">Its client.</param>
/// <param name="number">From 0.</param>
/// <param name="bodyTime">How long its bodies take.</param>
internal sealed class Member(KvClient kv, int number, TimeSpan bodyTime)
{
    public KvClient Kv { get; } = kv;

    public int Number { get; } = number;

    public BenchShop Shop { get; } = new(kv, bodyTime);

    /// <summary>Does something at each step of a clock that has started, whatever the step before took.</summary>
    public async Task PaceAsync(int steps, TimeSpan period, Func<int, Task> act)
    {
        var time = Kv.Options.TimeProvider;
        var start = time.GetTimestamp();
        for (var step = 0; step < steps; step++)
        {
            var left = period * step - time.GetElapsedTime(start);
            if (left > TimeSpan.Zero)
                await Task.Delay(left, time);
            await act(step);
        }
    }
}
