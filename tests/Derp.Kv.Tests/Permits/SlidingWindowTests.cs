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
        var decision = At(new(7, current, previous, Window), (7 * Window) + elapsed, Request(10, cost));
        Assert.Equal((allowed, count, remaining), (decision.Allowed, decision.Count, decision.Remaining));
    }

    [Fact]
    public void Limit_of_one_works()
    {
        Assert.True(At(new(7, 0, 0, Window), 7000, Request(1, 1)).Allowed);
        Assert.False(At(new(7, 1, 0, Window), 7999, Request(1, 1)).Allowed);
        Assert.False(At(new(8, 0, 1, Window), 8999, Request(1, 1)).Allowed);
        Assert.True(At(new(8, 0, 0, Window), 8000, Request(1, 1)).Allowed);
    }

    // R20: what a window of another length counted weighs as if it had all come at that window's end.
    [Theory]
    //       index cur prev length → index, cur, prev after one more
    [InlineData(5, 3, 2, 1000, 5, 4, 2)]
    [InlineData(4, 3, 2, 1000, 5, 1, 3)]
    [InlineData(3, 3, 2, 1000, 5, 1, 0)]
    [InlineData(6, 3, 2, 1000, 5, 6, 0)]
    [InlineData(900, 3, 2, 1000, 5, 6, 0)]
    [InlineData(2, 3, 2, 2000, 5, 4, 0)]
    [InlineData(1, 3, 2, 4000, 5, 4, 0)]
    [InlineData(1, 3, 2, 5000, 5, 4, 2)]
    [InlineData(10, 3, 2, 500, 5, 4, 2)]
    [InlineData(9, 3, 2, 500, 5, 1, 5)]
    [InlineData(8, 3, 2, 500, 5, 1, 3)]
    [InlineData(7, 3, 2, 500, 5, 1, 0)]
    public void Counts_roll_with_the_clock_and_are_converted_against_the_caller(
        long index, long current, long previous, long length, long newIndex, long newCurrent, long newPrevious)
    {
        var outcome = SlidingWindow.Run(new SlidingWindowState(index, current, previous, length).ToBytes(), 1, 5250, Request(10, 1));
        Assert.True(SlidingWindowState.TryParse(outcome.Value, out var kept));
        Assert.Equal(new SlidingWindowState(newIndex, newCurrent, newPrevious, Window), kept);
        Assert.Equal(1750, outcome.Life);
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
            var state = new SlidingWindowState(100, random.Next(limit + 3), random.Next(limit + 3), request.WindowMilliseconds);
            var denied = At(state, now, request);
            if (denied.Allowed)
                continue;

            denials++;
            Assert.Equal(0, denied.RetryMicroseconds % 1000);
            var retry = denied.RetryMicroseconds / 1000;
            Assert.True(retry >= 1);
            Assert.True(At(state, now + retry, request).Allowed);
            Assert.False(At(state, now + retry - 1, request).Allowed);
        }

        Assert.True(denials > 5000);
    }

    [Fact]
    public void Reset_is_when_nothing_weighs_any_more()
    {
        Assert.Equal(1_250_000, At(new(7, 1, 5, Window), 7750, Request(10, 0)).ResetMicroseconds);
        Assert.Equal(250_000, At(new(7, 0, 5, Window), 7750, Request(10, 0)).ResetMicroseconds);
        Assert.Equal(0, At(new(7, 0, 0, Window), 7750, Request(10, 0)).ResetMicroseconds);
    }

    [Theory]
    [InlineData("1:2:3/4", true)]
    [InlineData("0:0:0/31536000000", true)]
    [InlineData("", false)]
    [InlineData(":", false)]
    [InlineData("::/", false)]
    [InlineData("1:2/4", false)]
    [InlineData("1:2:3:4/4", false)]
    [InlineData("-1:2:3/4", false)]
    [InlineData("1:2:3", false)]
    [InlineData("1:2:3/0", false)]
    [InlineData("1:2:3/4/5", false)]
    [InlineData("9007199254740991:2:3/4", false)]
    [InlineData("1: 2:3/4", false)]
    [InlineData("1:2:99999999999999999999/4", false)]
    public void State_is_three_numbers_and_nothing_else(string text, bool valid)
    {
        var parsed = SlidingWindowState.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var state);
        Assert.Equal(valid, parsed);
        if (valid)
            Assert.Equal(text, System.Text.Encoding.UTF8.GetString(state.ToBytes()));
    }

    private static PermitDecision At(SlidingWindowState state, long now, PermitRequest request) =>
        SlidingWindow.Run(state.ToBytes(), 2 * state.Window, now, request).Decision;

    private static PermitRequest Request(long limit, long cost, long window = Window) =>
        new(limit, TimeSpan.FromMilliseconds(window), cost, RateLimitAlgorithm.SlidingWindow);
}
