using Derp.Kv.Coordination;

namespace Derp.Kv.Conformance;

// R15: what an adversary gets who knows the algorithm and picks his moments, counted in every true window.
public abstract partial class PermitArithmeticConformance
{
    private const int Limit = 10;

    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(100);

    // One call opens the window; the rest at its very end, and all of the next at its very start.
    [Fact]
    public async Task R15_Fixed_window_gives_2L_less_1_at_worst_and_that_is_reached()
    {
        var request = new PermitRequest(Limit, s_window);
        var admitted = new List<TimeSpan>();
        Assert.True((await AcquireAsync("a", TimeSpan.Zero, request)).Allowed);
        admitted.Add(TimeSpan.Zero);
        await TakeAllAsync(request, s_window - s_millisecond, admitted);
        await TakeAllAsync(request, s_window, admitted);

        Assert.Equal((2 * Limit) - 1, WorstWindow(admitted, s_window));
    }

    // All at the end of one window, then each permit of the next as soon as the older ones weigh less.
    [Fact]
    public async Task R15_Sliding_window_stays_below_2L_and_comes_within_one_of_it()
    {
        var request = new PermitRequest(Limit, s_window, Algorithm: RateLimitAlgorithm.SlidingWindow);
        var admitted = new List<TimeSpan>();
        await TakeAllAsync(request, s_window - s_millisecond, admitted);
        for (var at = s_window; at < 3 * s_window; at += TimeSpan.FromSeconds(1))
            await TakeAllAsync(request, at, admitted);

        Assert.Equal((2 * Limit) - 1, WorstWindow(admitted, s_window));
    }

    // The burst, then each permit the moment it comes back.
    [Theory]
    [InlineData(Limit, (2 * Limit) - 1)]
    [InlineData(4, Limit + 3)]
    [InlineData(1, Limit)]
    public async Task R15_Token_bucket_gives_the_limit_and_its_burst_less_1_at_worst(int burst, int worst)
    {
        var request = new PermitRequest(Limit, s_window, Algorithm: RateLimitAlgorithm.TokenBucket, Burst: burst);
        var admitted = new List<TimeSpan>();
        for (var at = TimeSpan.Zero; at < 2 * s_window; at += TimeSpan.FromSeconds(1))
            await TakeAllAsync(request, at, admitted);

        Assert.Equal(worst, WorstWindow(admitted, s_window));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task R15_No_schedule_gets_more(RateLimitAlgorithm algorithm)
    {
        var random = new Random(15);
        var now = TimeSpan.Zero;
        for (var round = 0; round < 60; round++)
        {
            var (limit, window) = (random.Next(1, 6), random.Next(10, 40) * s_millisecond);
            var burst = algorithm == RateLimitAlgorithm.TokenBucket ? random.Next(1, limit + 1) : 0;
            var request = new PermitRequest(limit, window, Algorithm: algorithm, Burst: burst);
            var admitted = new List<TimeSpan>();
            for (var call = 0; call < 40; call++)
            {
                now += random.Next(8) * s_millisecond;
                var cost = random.Next(1, (burst == 0 ? limit : burst) + 1);
                if ((await AcquireAsync($"{round}", now, request with { Cost = cost })).Allowed)
                    admitted.AddRange(Enumerable.Repeat(now, cost));
            }

            Assert.InRange(WorstWindow(admitted, window), 1, burst == 0 ? (2 * limit) - 1 : limit + burst - 1);
        }
    }

    private async Task TakeAllAsync(PermitRequest request, TimeSpan at, List<TimeSpan> admitted)
    {
        while ((await AcquireAsync("a", at, request)).Allowed)
            admitted.Add(at);
    }

    // A window that holds the most begins with one of its calls.
    private static int WorstWindow(List<TimeSpan> admitted, TimeSpan window) =>
        admitted.Max(start => admitted.Count(at => at >= start && at < start + window));
}
