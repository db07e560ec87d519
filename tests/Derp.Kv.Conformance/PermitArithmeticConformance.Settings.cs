using Derp.Kv.Coordination;

namespace Derp.Kv.Conformance;

// R20: two settings of one key in use at once, as in a rolling deployment, or where someone else looks at a counter.
public abstract partial class PermitArithmeticConformance
{
    private static readonly RateLimitAlgorithm[] s_algorithms = Enum.GetValues<RateLimitAlgorithm>();

    public static MatrixTheoryData<RateLimitAlgorithm, RateLimitAlgorithm> TwoAlgorithms => new(s_algorithms, s_algorithms);

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitAlgorithm.SlidingWindow)]
    [InlineData(RateLimitAlgorithm.TokenBucket)]
    public async Task R20_Fifteen_and_thirty_minutes_in_turn_admit_five_of_five(RateLimitAlgorithm algorithm)
    {
        PermitRequest[] settings = [new(5, TimeSpan.FromMinutes(15), 1, algorithm), new(5, TimeSpan.FromMinutes(30), 1, algorithm)];
        var admitted = 0;
        for (var call = 0; call < 80; call++)
            admitted += (await AcquireAsync("a", TimeSpan.FromMinutes(37), settings[call % 2])).Allowed ? 1 : 0;

        Assert.Equal(5, admitted);
    }

    // A bucket of ten that others take for one of three.
    [Theory]
    [MemberData(nameof(TwoAlgorithms))]
    public async Task R4_R20_Peeks_and_denied_calls_of_other_settings_change_nothing(RateLimitAlgorithm algorithm, RateLimitAlgorithm other)
    {
        var random = new Random(204);
        for (var round = 0; round < 25; round++)
        {
            var (mine, others) = (Settings(random, algorithm), Settings(random, other));
            var now = (round + 1) * TimeSpan.FromHours(10);
            for (var call = 0; call < 20; call++)
            {
                now += random.Next(30) * s_millisecond;
                var alone = await AcquireAsync($"alone{round}", now, mine);
                Assert.Equal(alone, await AcquireAsync($"watched{round}", now, mine));
                if ((await AcquireAsync($"watched{round}", now, others with { Cost = 0 })).Remaining == 0)
                    Assert.False((await AcquireAsync($"watched{round}", now, others)).Allowed);
            }
        }
    }

    [Theory]
    [MemberData(nameof(TwoAlgorithms))]
    public async Task R20_At_one_instant_two_settings_admit_the_larger_limit_together(RateLimitAlgorithm algorithm, RateLimitAlgorithm other)
    {
        var random = new Random(201);
        for (var round = 0; round < 40; round++)
        {
            PermitRequest[] settings = [Settings(random, algorithm), Settings(random, other)];
            var now = TimeSpan.FromHours(round + 1);
            long admitted = 0;
            for (var call = 0; call < 40; call++)
                admitted += await TakeAsync($"{round}", now, settings[random.Next(2)], random);

            Assert.InRange(admitted, 1, settings.Max(CapacityOf));
        }
    }

    // In every true window of the shorter of two: the larger limit, and one start anew.
    [Theory]
    [MemberData(nameof(TwoAlgorithms))]
    public async Task R20_No_interleaving_of_two_settings_admits_more_than_the_larger_limit_and_one_start(RateLimitAlgorithm algorithm, RateLimitAlgorithm other)
    {
        var random = new Random(20);
        var now = TimeSpan.Zero;
        for (var round = 0; round < 40; round++)
        {
            PermitRequest[] settings = [Settings(random, algorithm), Settings(random, other)];
            var shorter = settings.Min(static request => request.Window);
            var pace = random.Next(1, 12);
            now += TimeSpan.FromHours(1);
            var admitted = new List<TimeSpan>();
            for (var call = 0; call < 60; call++)
            {
                now += random.Next(pace) * s_millisecond;
                admitted.AddRange(Enumerable.Repeat(now, (int)await TakeAsync($"{round}", now, settings[random.Next(2)], random)));
            }

            if (admitted.Count > 0)
                Assert.InRange(WorstWindow(admitted, shorter), 1, 2 * settings.Max(static request => request.Limit));
        }
    }

    [Theory]
    [MemberData(nameof(TwoAlgorithms))]
    public async Task R2_R20_The_wait_is_exact_whoever_counted_before(RateLimitAlgorithm algorithm, RateLimitAlgorithm other)
    {
        var random = new Random(202);
        var denials = 0;
        for (var round = 0; denials < 60; round++)
        {
            PermitRequest[] settings = [Settings(random, algorithm), Settings(random, other)];
            var now = TimeSpan.FromHours(round + 1);
            for (var call = 0; call < 12; call++)
            {
                now += random.Next(5) * s_millisecond;
                var request = settings[random.Next(2)];
                if ((await AcquireAsync($"{round}", now, request)).RetryAfter is not { } wait)
                    continue;

                denials++;
                Assert.True(wait > TimeSpan.Zero);
                if (wait > s_millisecond)
                    Assert.False((await AcquireAsync($"{round}", now + wait - s_millisecond, request)).Allowed);
                Assert.True((await AcquireAsync($"{round}", now + wait, request)).Allowed);
                break;
            }
        }
    }

    // Once the old settings are gone, so are their effects: no lasting lock, no lasting gift.
    [Theory]
    [MemberData(nameof(TwoAlgorithms))]
    public async Task R20_Two_windows_after_a_change_only_the_new_settings_decide(RateLimitAlgorithm algorithm, RateLimitAlgorithm other)
    {
        var random = new Random(203);
        for (var round = 0; round < 20; round++)
        {
            var (before, after) = (Settings(random, algorithm), Settings(random, other));
            var now = TimeSpan.FromHours(round + 1);
            for (var call = 0; call < 10; call++)
                await TakeAsync($"{round}", now, before, random);
            now += 2 * (before.Window + after.Window);
            for (var call = 0; call < 2 * after.Limit; call++)
            {
                now += random.Next(10) * s_millisecond;
                Assert.Equal(await AcquireAsync($"new{round}", now, after), await AcquireAsync($"{round}", now, after));
            }
        }
    }

    private static PermitRequest Settings(Random random, RateLimitAlgorithm algorithm)
    {
        var limit = random.Next(1, 12);
        var burst = algorithm == RateLimitAlgorithm.TokenBucket ? random.Next(1, limit + 1) : 0;
        return new PermitRequest(limit, random.Next(5, 400) * s_millisecond, 1, algorithm, burst);
    }

    private async Task<long> TakeAsync(string counter, TimeSpan at, PermitRequest request, Random random)
    {
        var cost = random.Next((int)CapacityOf(request) + 1);
        return (await AcquireAsync(counter, at, request with { Cost = cost })).Allowed ? cost : 0;
    }

    private static long CapacityOf(PermitRequest request) => request.Burst == 0 ? request.Limit : request.Burst;
}
