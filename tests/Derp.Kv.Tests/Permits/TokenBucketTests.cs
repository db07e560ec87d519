using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;

namespace Derp.Kv.Tests.Permits;

// R10: GCRA in integer microseconds.
public sealed class TokenBucketTests
{
    private const long Now = 1_800_000_000_000_000;

    [Fact]
    public void Full_bucket_empties_one_by_one_and_refills_evenly()
    {
        // Five a minute: one every twelve seconds.
        var request = Request(5, TimeSpan.FromMinutes(1));
        var bucket = new Bucket(request);
        for (var i = 1; i <= 5; i++)
            Assert.Equal(new PermitDecision(true, i, 5 - i, 0, i * 12_000_000), bucket.Take(Now));

        Assert.Equal(new PermitDecision(false, 5, 0, 12_000_000, 60_000_000), bucket.Take(Now));
        Assert.Equal(new PermitDecision(false, 5, 0, 1, 48_000_001), bucket.Take(Now + 11_999_999));
        Assert.Equal(new PermitDecision(true, 5, 0, 0, 60_000_000), bucket.Take(Now + 12_000_000));
        Assert.Equal(new PermitDecision(true, 1, 4, 0, 12_000_000), bucket.Take(Now + 3_600_000_000));
    }

    [Theory]
    [InlineData(5, true, 5, 0)]
    [InlineData(3, true, 3, 2)]
    [InlineData(0, true, 0, 5)]
    public void Cost_is_taken_at_once_or_not_at_all(long cost, bool allowed, long count, long remaining)
    {
        var decision = new Bucket(Request(5, TimeSpan.FromMinutes(1), cost)).Take(Now);
        Assert.Equal((allowed, count, remaining), (decision.Allowed, decision.Count, decision.Remaining));
    }

    [Fact]
    public void Burst_of_one_spaces_calls_evenly()
    {
        var bucket = new Bucket(Request(10, TimeSpan.FromSeconds(1), burst: 1));
        Assert.True(bucket.Take(Now).Allowed);
        Assert.Equal(new PermitDecision(false, 1, 0, 100_000, 100_000), bucket.Take(Now));
        Assert.False(bucket.Take(Now + 99_999).Allowed);
        Assert.True(bucket.Take(Now + 100_000).Allowed);
    }

    [Theory]
    //       limit window ms  interval scale
    [InlineData(5, 60_000, 12_000_000, 1)]
    [InlineData(1000, 1, 1, 1)]
    [InlineData(3, 1000, 1_000_000, 3)]
    [InlineData(999_999, 1000, 1_000_000, 999_999)]
    [InlineData(7, 86_400_000, 86_400_000_000, 7)]
    public void A_unit_comes_back_in_parts_of_a_microsecond_that_make_it_exact_R10(long limit, int window, long interval, long scale) =>
        Assert.Equal((interval, scale), TokenBucket.RateOf(Request(limit, TimeSpan.FromMilliseconds(window))));

    [Fact]
    public void Rate_is_right_to_one_part_in_a_hundred_thousand_and_never_too_fast_R10()
    {
        var random = new Random(100);
        for (var i = 0; i < 100_000; i++)
        {
            var window = (long)Math.Exp(random.NextDouble() * Math.Log(365.0 * 24 * 60 * 60 * 1000));
            var most = Math.Min(window * 1000, (1L << 53) / (window + 1));
            var limit = Math.Clamp((long)Math.Exp(random.NextDouble() * Math.Log(most)) + random.Next(3), 1, most);
            var request = Request(limit, TimeSpan.FromMilliseconds(window));
            request.Validate();

            var (interval, scale) = TokenBucket.RateOf(request);
            Assert.InRange((Int128)interval * limit, (Int128)window * 1000 * scale, (Int128)window * 1000 * scale * 100_001 / 100_000);
            Assert.True((Int128)interval * limit * 2 < 1L << 53);
        }
    }

    [Fact]
    public void Clock_set_back_locks_out_for_one_bucket_at_most_and_the_wait_is_exact_R2()
    {
        var request = Request(5, TimeSpan.FromMinutes(1));
        var full = new TokenBucketState(60_000_000, Now + 3_600_000_000, 12_000_000, 1).ToBytes();
        Assert.Equal(60_000_000, TokenBucket.Run(full, 3_660_000, Now, request).Decision.RetryMicroseconds);
        Assert.Equal(60_000, TokenBucket.Run(full, 3_660_000, Now, request).Life);
        Assert.Equal(1000, TokenBucket.Run(full, 1, Now, request).Decision.RetryMicroseconds);
        Assert.True(TokenBucket.Run(full, 0, Now, request).Decision.Allowed);
    }

    // R20: the units that were lacking are lacking still, however fast they come back now.
    [Theory]
    [InlineData(5, 5)]
    [InlineData(10, 5)]
    [InlineData(5, 10)]
    [InlineData(3, 7)]
    [InlineData(7, 3)]
    public void Other_settings_find_the_units_that_were_counted(int before, int after)
    {
        var bucket = new Bucket(Request(before, TimeSpan.FromMinutes(1)));
        for (var i = 0; i < before; i++)
            bucket.Take(Now);

        var counted = TokenBucket.Run(bucket.Stored, 60_000, Now, Request(after, TimeSpan.FromMinutes(2), cost: 0));
        Assert.Equal(Math.Max(0, after - before), counted.Decision.Remaining);
        Assert.Null(counted.Value);
    }

    [Fact]
    public void Wait_is_exact_to_the_microsecond_R2()
    {
        var random = new Random(30);
        var denials = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var limit = random.Next(1, 100);
            var burst = random.Next(1, limit + 1);
            var request = Request(limit, TimeSpan.FromMilliseconds(random.Next(1, 5000)), random.Next(1, burst + 1), burst);
            var (interval, scale) = TokenBucket.RateOf(request);
            if (random.Next(2) == 0)
                (interval, scale) = (random.NextInt64(1, 10_000_000), random.Next(1, 100));
            var state = new TokenBucketState(random.NextInt64(burst * interval * 2), Now - random.Next(-1000, 1_000_000), interval, scale);
            var denied = At(0);
            if (denied.Allowed)
                continue;

            denials++;
            Assert.True(At(denied.RetryMicroseconds).Allowed);
            Assert.False(At(denied.RetryMicroseconds - 1).Allowed);

            // The key lives as long as its own settings say, from now on.
            PermitDecision At(long later)
            {
                var left = state.Life - (later / 1000);
                return TokenBucket.Run(left > 0 ? state.ToBytes() : null, left, Now + later, request).Decision;
            }
        }

        Assert.True(denials > 5000);
    }

    // R10: the clock's microseconds are as long as a unit, and longer.
    [Theory]
    [InlineData(999_999, 1000, 1)]
    [InlineData(999_999, 1000, 10)]
    [InlineData(999_999, 1000, 999_999)]
    [InlineData(1000, 1, 1)]
    [InlineData(700_001, 1000, 1)]
    [InlineData(333_333, 1000, 3)]
    [InlineData(3, 1000, 1)]
    [InlineData(2_999_999, 3000, 2)]
    public void As_many_are_admitted_as_the_rate_says_R10(long limit, int window, long burst)
    {
        var request = Request(limit, TimeSpan.FromMilliseconds(window), burst: burst);
        var bucket = new Bucket(request);
        var ticks = window * 1000L;
        long admitted = 0;
        for (var now = Now; now < Now + ticks; now += ticks / limit < 100 ? 1 : 37)
        {
            while (bucket.Take(now).Allowed)
                admitted++;
        }

        Assert.InRange(admitted, Math.Floor(limit * 0.999), limit + burst - 1);
    }

    [Theory]
    [InlineData(1, 100)]
    [InlineData(100, 199)]
    public void Worst_case_in_any_window_is_as_documented_R15(long burst, long worst)
    {
        var request = Request(100, TimeSpan.FromSeconds(1), burst: burst);
        var bucket = new Bucket(request);
        var admitted = new List<long>();
        for (var time = Now; time < Now + 3_000_000; time += 100)
        {
            while (bucket.Take(time).Allowed)
                admitted.Add(time);
        }

        Assert.Equal(worst, admitted.Max(start => admitted.Count(time => time >= start && time < start + 1_000_000)));
    }

    private static PermitRequest Request(long limit, TimeSpan window, long cost = 1, long burst = 0) =>
        new(limit, window, cost, RateLimitAlgorithm.TokenBucket, burst);

    private sealed class Bucket(PermitRequest request)
    {
        public byte[]? Stored { get; private set; }

        public PermitDecision Take(long now)
        {
            var outcome = TokenBucket.Run(Stored, 1, now, request);
            Stored = outcome.Value ?? Stored;
            return outcome.Decision;
        }
    }
}
