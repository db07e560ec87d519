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
    [InlineData(3, 0, 1, true, 1, 2, 0, 1000)]
    [InlineData(3, 400, 0, true, 3, 0, 0, 400)]
    [InlineData(9, 400, 0, false, 9, 0, 400, 400)]
    [InlineData(9, 400, 1, false, 9, 0, 400, 400)]
    [InlineData(0, 300, 1, true, 1, 2, 0, 300)]
    public void Limit_three_of_a_second(long current, long left, long cost, bool allowed, long count, long remaining, long retry, long reset) =>
        Assert.Equal(
            new PermitDecision(allowed, count, remaining, retry * 1000, reset * 1000),
            FixedWindow.Run(new FixedWindowState(current, 1000).ToBytes(), left, new PermitRequest(3, TimeSpan.FromSeconds(1), cost)).Decision);

    [Fact]
    public void Largest_limit_does_not_overflow()
    {
        const long limit = (1L << 53) / 2;
        var outcome = FixedWindow.Run(new FixedWindowState((1L << 53) - 1, 1).ToBytes(), 1, new PermitRequest(limit, TimeSpan.FromMilliseconds(1), limit));
        Assert.False(outcome.Decision.Allowed);
        Assert.Equal(0, outcome.Decision.Remaining);
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("007", true)]
    [InlineData("5/1", true)]
    [InlineData("5/31536000000", true)]
    [InlineData("", false)]
    [InlineData("/", false)]
    [InlineData("5/", false)]
    [InlineData("/5", false)]
    [InlineData("5/0", false)]
    [InlineData("5/31536000001", false)]
    [InlineData("5/6/7", false)]
    [InlineData("-5/6", false)]
    public void State_is_a_number_or_two_and_nothing_else(string text, bool valid) =>
        Assert.Equal(valid, FixedWindowState.TryParse(System.Text.Encoding.UTF8.GetBytes(text), 1000, out _));

    // R20: the window under way ends when it was set to end, or when the longest of those who were admitted ends.
    [Theory]
    //          stands  left window → kept   life  wait
    [InlineData("1/2000", 700, 1000, "2/2000", 0, 700)]
    [InlineData("1/1000", 700, 2000, "2/2000", 1700, 1700)]
    [InlineData("1", 700, 1000, "2/1000", 0, 700)]
    public void A_call_of_another_window_counts_in_the_one_that_stands(string stands, long left, int window, string kept, long life, long wait)
    {
        var outcome = FixedWindow.Run(System.Text.Encoding.UTF8.GetBytes(stands), left, new PermitRequest(3, TimeSpan.FromMilliseconds(window)));
        Assert.Equal((kept, life, wait * 1000), (System.Text.Encoding.UTF8.GetString(outcome.Value!), outcome.Life, outcome.Decision.ResetMicroseconds));
    }
}
