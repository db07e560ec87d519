using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;

namespace Derp.Kv.Tests.Permits;

// R8: one counter and what it has left to live.
public sealed class FixedWindowTests
{
    [Theory]
    //        counted left  cost  allowed count remaining retry  reset
    [InlineData(0, 0, 1, true, 1, 2, 0, 1000)]
    [InlineData(1, 700, 1, true, 2, 1, 0, 700)]
    [InlineData(2, 600, 1, true, 3, 0, 0, 600)]
    [InlineData(3, 500, 1, false, 3, 0, 500, 500)]
    [InlineData(2, 500, 2, false, 2, 1, 500, 500)]
    [InlineData(0, 0, 3, true, 3, 0, 0, 1000)]
    [InlineData(0, 0, 0, true, 0, 3, 0, 0)]
    [InlineData(3, 400, 0, true, 3, 0, 0, 400)]
    [InlineData(9, 400, 0, false, 9, 0, 400, 400)]
    [InlineData(9, 400, 1, false, 9, 0, 400, 400)]
    [InlineData(0, 300, 1, true, 1, 2, 0, 300)]
    public void Limit_three_of_a_second(long current, long left, long cost, bool allowed, long count, long remaining, long retry, long reset) =>
        Assert.Equal(
            new PermitDecision(allowed, count, remaining, retry * 1000, reset * 1000),
            FixedWindow.Decide(current, left, new PermitRequest(3, TimeSpan.FromSeconds(1), cost)));

    [Fact]
    public void Largest_limit_does_not_overflow()
    {
        const long limit = (1L << 53) / 2;
        var decision = FixedWindow.Decide((1L << 53) - 1, 1, new PermitRequest(limit, TimeSpan.FromMilliseconds(1), limit));
        Assert.False(decision.Allowed);
        Assert.Equal(0, decision.Remaining);
    }
}
