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

    [Fact]
    public void Interval_rounds_up_so_that_it_never_admits_more()
    {
        Assert.Equal(333_334, TokenBucket.Interval(Request(3, TimeSpan.FromSeconds(1))));
        Assert.Equal(1, TokenBucket.Interval(Request(1000, TimeSpan.FromMilliseconds(1))));
    }

    [Fact]
    public void Clock_set_back_or_a_lowered_limit_locks_out_for_one_bucket_at_most()
    {
        var request = Request(5, TimeSpan.FromMinutes(1));
        Assert.Equal(Now + 60_000_000, TokenBucket.Present(Now + 3_600_000_000, Now, request));
        Assert.Equal(Now, TokenBucket.Present(Now - 1, Now, request));
        Assert.Equal(Now, TokenBucket.Present(null, Now, request));
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
            var stored = Now + random.NextInt64(request.Capacity * TokenBucket.Interval(request) * 2);
            var present = TokenBucket.Present(stored, Now, request);
            var (denied, kept) = TokenBucket.Decide(present, Now, request);
            if (denied.Allowed)
                continue;

            denials++;
            Assert.Equal(present, kept);
            Assert.True(DecideAt(Now + denied.RetryMicroseconds).Allowed);
            Assert.False(DecideAt(Now + denied.RetryMicroseconds - 1).Allowed);

            PermitDecision DecideAt(long time) => TokenBucket.Decide(TokenBucket.Present(present, time, request), time, request).Decision;
        }

        Assert.True(denials > 5000);
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
        private long? _stored;

        public PermitDecision Take(long now)
        {
            var (decision, next) = TokenBucket.Decide(TokenBucket.Present(_stored, now, request), now, request);
            if (decision.Allowed)
                _stored = next;
            return decision;
        }
    }
}
