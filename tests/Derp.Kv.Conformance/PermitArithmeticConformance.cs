using Derp.Kv.Coordination;

namespace Derp.Kv.Conformance;

/// <summary>
/// The limiter's arithmetic to the millisecond, on a clock that the test sets. A derived class says how a call is made at a
/// given instant.
/// </summary>
public abstract partial class PermitArithmeticConformance
{
    private static readonly TimeSpan s_millisecond = TimeSpan.FromMilliseconds(1);

    public static TheoryData<RateLimitAlgorithm> Algorithms => new(Enum.GetValues<RateLimitAlgorithm>());

    /// <summary>One call. Instants count from an edge of all windows, and never go back.</summary>
    /// <param name="counter">Names a counter of the test's own.</param>
    /// <param name="at">The instant.</param>
    /// <param name="request">What is asked.</param>
    protected abstract ValueTask<RateLimitResult> AcquireAsync(string counter, TimeSpan at, PermitRequest request);

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task R2_A_call_is_admitted_when_its_wait_is_over_and_not_a_millisecond_before(RateLimitAlgorithm algorithm)
    {
        var random = new Random(2);
        var now = TimeSpan.Zero;
        var denials = 0;
        for (var i = 0; denials < 300; i++)
        {
            var limit = 1 + (i % 3 * 6);
            var cost = random.Next(1, limit + 1);
            var request = new PermitRequest(limit, TimeSpan.FromMilliseconds(200 * limit), cost, algorithm);
            var counter = $"{limit}";
            var first = await AcquireAsync(counter, now, request);
            if (first.RetryAfter is { } wait)
            {
                denials++;
                Assert.True(wait > TimeSpan.Zero);
                if (wait > s_millisecond)
                    Assert.False((await AcquireAsync(counter, now + wait - s_millisecond, request)).Allowed);
                now += wait;
                Assert.True((await AcquireAsync(counter, now, request)).Allowed);
            }

            now += TimeSpan.FromMilliseconds(random.Next(100));
        }
    }

    public static MatrixTheoryData<RateLimitAlgorithm, int, int> ChangedWindows =>
        new MatrixTheoryData<RateLimitAlgorithm, int, int>(Enum.GetValues<RateLimitAlgorithm>(), [70, 700, 7000], [60, 490, 800, 70_000]);

    // A deployment changes the window while calls go on.
    [Theory]
    [MemberData(nameof(ChangedWindows))]
    public async Task R2_The_wait_is_exact_after_the_window_was_changed(RateLimitAlgorithm algorithm, int from, int to)
    {
        var request = new PermitRequest(5, from * s_millisecond, Algorithm: algorithm);
        var now = from * 1.3;
        while ((await AcquireAsync("a", now * s_millisecond, request)).Allowed)
            now += from / 10.0;

        request = request with { Window = to * s_millisecond };
        RateLimitResult denied;
        do
            denied = await AcquireAsync("a", now * s_millisecond, request);
        while (denied.Allowed);

        var wait = denied.RetryAfter!.Value;
        Assert.InRange(wait, s_millisecond / 1000, 2 * Math.Max(from, to) * s_millisecond);
        if (wait > s_millisecond)
            Assert.False((await AcquireAsync("a", (now * s_millisecond) + wait - s_millisecond, request)).Allowed);
        Assert.True((await AcquireAsync("a", (now * s_millisecond) + wait, request)).Allowed);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task All_is_forgotten_when_the_reset_has_come(RateLimitAlgorithm algorithm)
    {
        var request = new PermitRequest(7, TimeSpan.FromMilliseconds(700), 5, algorithm);
        var reset = (await AcquireAsync("a", TimeSpan.FromMilliseconds(50), request)).ResetAfter;

        Assert.NotEqual(0, (await AcquireAsync("a", TimeSpan.FromMilliseconds(50) + reset - s_millisecond, request with { Cost = 0 })).Count);
        Assert.Equal(new RateLimitResult(true, 7, 0, 7, null, TimeSpan.Zero, true), await AcquireAsync("a", TimeSpan.FromMilliseconds(50) + reset, request with { Cost = 0 }));
    }

    [Fact]
    public async Task R8_A_fixed_window_ends_where_its_first_call_set_it_however_it_is_hammered()
    {
        var request = new PermitRequest(2, TimeSpan.FromSeconds(1));
        var start = TimeSpan.FromMilliseconds(250);
        Assert.True((await AcquireAsync("a", start, request)).Allowed);
        Assert.True((await AcquireAsync("a", start + (700 * s_millisecond), request)).Allowed);

        for (var i = 700; i < 1000; i += 13)
            Assert.Equal((1000 - i) * s_millisecond, (await AcquireAsync("a", start + (i * s_millisecond), request)).RetryAfter);

        Assert.False((await AcquireAsync("a", start + (999 * s_millisecond), request)).Allowed);
        var next = await AcquireAsync("a", start + (1000 * s_millisecond), request);
        Assert.Equal((true, 1L, TimeSpan.FromSeconds(1)), (next.Allowed, next.Count, next.ResetAfter));
    }

    // Ten a second. W = 1000, e = how far the window has come: prev·(W−e) + (cur+c)·W ≤ 10·W.
    [Fact]
    public Task R9_Sliding_window_by_its_table() => FollowAsync(
        new PermitRequest(10, TimeSpan.FromSeconds(1), Algorithm: RateLimitAlgorithm.SlidingWindow),
        [
            new(0, 10, true, 10, 0, 0, 2000),
            new(999, 1, false, 10, 0, 101, 1001),
            new(1000, 1, false, 10, 0, 100, 1000),
            new(1099, 1, false, 10, 0, 1, 901),
            new(1100, 1, true, 10, 0, 0, 1900),
            new(1100, 0, true, 10, 0, 0, 1900),
            new(1500, 5, false, 6, 4, 100, 1500),
            new(1600, 5, true, 10, 0, 0, 1400),
            new(1999, 4, false, 7, 3, 1, 1001),
            new(2000, 4, true, 10, 0, 0, 2000),
            new(3999, 10, false, 1, 9, 1, 1),
            new(4000, 10, true, 10, 0, 0, 2000),
            new(6000, 0, true, 0, 10, 0, 0),
        ]);

    // One a second, five at once: the calls and answers that throttled and redis-cell test themselves with.
    [Fact]
    public async Task R10_Token_bucket_by_its_table()
    {
        var request = new PermitRequest(5, TimeSpan.FromSeconds(5), Algorithm: RateLimitAlgorithm.TokenBucket);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await AcquireAsync("a", TimeSpan.Zero, request with { Cost = 6 }));
        await FollowAsync(
            request,
            [
                new(0, 1, true, 1, 4, 0, 1000),
                new(0, 1, true, 2, 3, 0, 2000),
                new(0, 1, true, 3, 2, 0, 3000),
                new(0, 1, true, 4, 1, 0, 4000),
                new(0, 1, true, 5, 0, 0, 5000),
                new(0, 1, false, 5, 0, 1000, 5000),
                new(3000, 1, true, 3, 2, 0, 3000),
                new(3100, 1, true, 4, 1, 0, 3900),
                new(4000, 1, true, 4, 1, 0, 4000),
                new(8000, 1, true, 1, 4, 0, 1000),
                new(9500, 1, true, 1, 4, 0, 1000),
                new(9500, 0, true, 1, 4, 0, 1000),
                new(9500, 2, true, 3, 2, 0, 3000),
                new(9500, 5, false, 3, 2, 3000, 3000),
            ]);
    }

    [Fact]
    public async Task R10_After_a_long_rest_a_bucket_gives_its_burst_and_no_more()
    {
        var request = new PermitRequest(10, TimeSpan.FromSeconds(10), Algorithm: RateLimitAlgorithm.TokenBucket, Burst: 3);
        for (var hour = 0; hour < 3; hour++)
        {
            for (var i = 0; i < 3; i++)
                Assert.True((await AcquireAsync("a", TimeSpan.FromHours(hour), request)).Allowed);
            Assert.Equal(TimeSpan.FromSeconds(1), (await AcquireAsync("a", TimeSpan.FromHours(hour), request)).RetryAfter);
        }
    }

    private async Task FollowAsync(PermitRequest request, Row[] rows)
    {
        foreach (var row in rows)
        {
            var result = await AcquireAsync("a", TimeSpan.FromMilliseconds(row.At), request with { Cost = row.Cost });
            Assert.Equal(
                (row.At, new RateLimitResult(row.Allowed, request.Limit, row.Count, row.Remaining, row.Allowed ? null : row.Retry * s_millisecond, row.Reset * s_millisecond, true)),
                (row.At, result));
        }
    }

    private sealed record Row(int At, int Cost, bool Allowed, int Count, int Remaining, int Retry, int Reset);
}
