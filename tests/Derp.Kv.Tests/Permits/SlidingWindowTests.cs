using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;

namespace Derp.Kv.Tests.Permits;

// R9: admitted iff prev·(W−e) + (cur+c)·W ≤ L·W.
public sealed class SlidingWindowTests
{
    private const long Window = 1000;

    [Theory]
    //       prev cur   e  cost allowed count remaining
    [InlineData(0, 0, 0, 1, true, 1, 9)]
    [InlineData(0, 9, 0, 1, true, 10, 0)]
    [InlineData(0, 10, 999, 1, false, 10, 0)]
    [InlineData(10, 0, 0, 1, false, 10, 0)]
    [InlineData(10, 0, 99, 1, false, 10, 0)]
    [InlineData(10, 0, 100, 1, true, 10, 0)]
    [InlineData(10, 0, 999, 1, true, 2, 8)]
    [InlineData(10, 5, 500, 1, false, 10, 0)]
    [InlineData(10, 4, 500, 1, true, 10, 0)]
    [InlineData(10, 0, 500, 5, true, 10, 0)]
    [InlineData(10, 0, 500, 6, false, 5, 5)]
    [InlineData(10, 0, 0, 0, true, 10, 0)]
    [InlineData(30, 0, 0, 0, false, 30, 0)]
    public void Limit_ten_of_a_second(long previous, long current, long elapsed, long cost, bool allowed, long count, long remaining)
    {
        var decision = SlidingWindow.Decide(new(7, current, previous), elapsed, Request(10, cost));
        Assert.Equal((allowed, count, remaining), (decision.Allowed, decision.Count, decision.Remaining));
    }

    [Fact]
    public void Limit_of_one_works()
    {
        Assert.True(SlidingWindow.Decide(new(7, 0, 0), 0, Request(1, 1)).Allowed);
        Assert.False(SlidingWindow.Decide(new(7, 1, 0), 999, Request(1, 1)).Allowed);
        Assert.False(SlidingWindow.Decide(new(8, 0, 1), 999, Request(1, 1)).Allowed);
        Assert.True(SlidingWindow.Decide(new(8, 0, 0), 0, Request(1, 1)).Allowed);
    }

    [Theory]
    //       stored index, cur, prev → index, cur, prev, elapsed
    [InlineData(5, 3, 2, 5, 3, 2, 250)]
    [InlineData(4, 3, 2, 5, 0, 3, 250)]
    [InlineData(3, 3, 2, 5, 0, 0, 250)]
    [InlineData(6, 3, 2, 5, 5, 0, 250)]
    [InlineData(900, 3, 2, 5, 5, 0, 250)]
    public void Counts_roll_with_the_clock_and_those_of_a_clock_that_went_back_are_taken_for_new(
        long index, long current, long previous, long newIndex, long newCurrent, long newPrevious, long elapsed)
    {
        var rolled = SlidingWindow.Roll(new SlidingWindowState(index, current, previous), 5250, Request(10, 1));
        Assert.Equal((new SlidingWindowState(newIndex, newCurrent, newPrevious), elapsed), rolled);
    }

    [Fact]
    public void Wait_is_exact_to_the_millisecond_R2()
    {
        var random = new Random(20);
        var denials = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var limit = random.Next(1, 50);
            var request = Request(limit, random.Next(1, limit + 1), random.Next(1, 3000));
            var now = (request.WindowMilliseconds * 100) + random.Next((int)request.WindowMilliseconds);
            var state = new SlidingWindowState(100, random.Next(limit + 3), random.Next(limit + 3));
            var denied = SlidingWindow.Decide(state, now % request.WindowMilliseconds, request);
            if (denied.Allowed)
                continue;

            denials++;
            Assert.Equal(0, denied.RetryMicroseconds % 1000);
            var retry = denied.RetryMicroseconds / 1000;
            Assert.True(retry >= 1);
            Assert.True(DecideAt(now + retry).Allowed);
            Assert.False(DecideAt(now + retry - 1).Allowed);

            PermitDecision DecideAt(long time)
            {
                var (rolled, elapsed) = SlidingWindow.Roll(state, time, request);
                return SlidingWindow.Decide(rolled, elapsed, request);
            }
        }

        Assert.True(denials > 5000);
    }

    [Fact]
    public void Reset_is_when_nothing_weighs_any_more()
    {
        Assert.Equal(1_250_000, SlidingWindow.Decide(new(7, 1, 5), 750, Request(10, 0)).ResetMicroseconds);
        Assert.Equal(250_000, SlidingWindow.Decide(new(7, 0, 5), 750, Request(10, 0)).ResetMicroseconds);
        Assert.Equal(0, SlidingWindow.Decide(new(7, 0, 0), 750, Request(10, 0)).ResetMicroseconds);
    }

    [Theory]
    [InlineData("1:2:3", true)]
    [InlineData("0:0:0", true)]
    [InlineData("", false)]
    [InlineData(":", false)]
    [InlineData("::", false)]
    [InlineData("1:2", false)]
    [InlineData("1:2:3:4", false)]
    [InlineData("-1:2:3", false)]
    [InlineData("1: 2:3", false)]
    [InlineData("1:2:99999999999999999999", false)]
    public void State_is_three_numbers_and_nothing_else(string text, bool valid)
    {
        var parsed = SlidingWindowState.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var state);
        Assert.Equal(valid, parsed);
        if (valid)
            Assert.Equal(text, System.Text.Encoding.UTF8.GetString(state.ToBytes()));
    }

    private static PermitRequest Request(long limit, long cost, long window = Window) =>
        new(limit, TimeSpan.FromMilliseconds(window), cost, RateLimitAlgorithm.SlidingWindow);
}
