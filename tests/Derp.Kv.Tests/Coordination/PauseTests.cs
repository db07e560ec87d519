using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Holds;

namespace Derp.Kv.Tests.Coordination;

/// <summary>Timers count whole milliseconds, and drop the rest.</summary>
public sealed class PauseTests
{
    // A waiter in the last millisecond of a lease would otherwise ask again and again until that is over.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(9_999, 1)]
    [InlineData(10_000, 1)]
    [InlineData(10_001, 2)]
    public async Task C16_Pause_is_rounded_up_to_milliseconds(long ticks, int milliseconds)
    {
        var pauses = new Pauses();
        await using var client = new MemoryKvClient { Background = pauses };

        await Pause.For(TimeSpan.FromTicks(ticks), client, default);

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Assert.Single(pauses.Asked));
    }

    private sealed class Pauses : Background
    {
        public List<TimeSpan> Asked { get; } = [];

        public override Task PauseAsync(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
        {
            Asked.Add(time);
            return Task.CompletedTask;
        }
    }
}
