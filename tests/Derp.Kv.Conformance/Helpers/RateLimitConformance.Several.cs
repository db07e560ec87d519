using Derp.Kv.Keys;
using Derp.Kv.Runtime;

namespace Derp.Kv.Conformance;

// R19: several limits on one method, decided in one call by the store, or in turn with refunds.
public abstract partial class RateLimitConformance
{
    private static RateLimitedMethod<LoginKey> Numbered(
        int number,
        long limit,
        RateLimitAlgorithm algorithm = RateLimitAlgorithm.FixedWindow,
        RateLimitUnavailable onUnavailable = RateLimitUnavailable.Allow,
        int cost = 1) =>
        new(
            number == 1 ? "Shop.SignIn" : $"Shop.SignIn#{number}",
            "login:{user}",
            new RateLimitedPolicy { Limit = limit, Window = Minute, Algorithm = algorithm, Cost = cost, OnUnavailable = onUnavailable });

    private static async Task<RateLimitExceededException?> SignInAsync(KvClient client, string user, params RateLimitedMethod<LoginKey>[] limits)
    {
        try
        {
            Assert.Equal(7, await RateLimits.InvokeAsync(client, Array.ConvertAll(limits, limit => limit.With(new LoginKey(user))), 7, static (state, _) => ValueTask.FromResult(state), default));
            return null;
        }
        catch (RateLimitExceededException denied)
        {
            return denied;
        }
    }

    private static async Task<long> LeftAsync(KvClient client, string user, RateLimitedMethod<LoginKey> limit)
    {
        for (var left = 0; ; left++)
        {
            if (await SignInAsync(client, user, limit, limit) is not null)
                return left;
        }
    }

    [Theory]
    [MemberData(nameof(TwoAlgorithms))]
    public async Task R19_Denied_by_one_costs_the_others_nothing(RateLimitAlgorithm first, RateLimitAlgorithm second)
    {
        foreach (var client in (KvClient[])[Store, OtherClient()])
        {
            var user = NewName();
            RateLimitedMethod<LoginKey>[] limits = [Numbered(1, 9, first), Numbered(2, 4, second)];
            for (var i = 0; i < 4; i++)
                Assert.Null(await SignInAsync(client, user, limits));
            for (var i = 0; i < 7; i++)
                Assert.Equal("Shop.SignIn#2", (await SignInAsync(client, user, limits))?.LimitName);

            for (var i = 0; i < 5; i++)
                Assert.Null(await SignInAsync(client, user, limits[0], Numbered(3, 100)));
            Assert.Equal("Shop.SignIn", (await SignInAsync(client, user, limits[0], Numbered(3, 100)))?.LimitName);
        }
    }

    [Fact]
    public async Task R19_The_exception_has_the_result_and_the_name_of_the_limit_that_denied()
    {
        foreach (var client in (KvClient[])[Store, OtherClient()])
        {
            var user = NewName();
            RateLimitedMethod<LoginKey>[] limits = [Numbered(1, 5), Numbered(2, 1)];
            Assert.Null(await SignInAsync(client, user, limits));
            var denied = await SignInAsync(client, user, limits);

            Assert.NotNull(denied);
            Assert.Equal(("Shop.SignIn#2", false, 1L, 1L, 0L), (denied.LimitName, denied.Result.Allowed, denied.Result.Limit, denied.Result.Count, denied.Result.Remaining));
            Assert.InRange(denied.Result.RetryAfter!.Value, TimeSpan.FromTicks(1), Minute);
            Assert.DoesNotContain(user, denied.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task R19_Keys_that_cannot_be_decided_together_are_asked_in_declared_order_and_refunded()
    {
        var user = NewName();
        var client = OtherClient();
        RateLimitedMethod<LoginKey>[] limits = [Numbered(1, 9), Numbered(2, 9, cost: 2), Numbered(3, 1)];
        Assert.Null(await SignInAsync(client, user, limits));
        Assert.Equal(["AcquirePermit", "AcquirePermit", "AcquirePermit"], client.Operations);

        client.ClearOperations();
        Assert.NotNull(await SignInAsync(client, user, limits));
        Assert.Equal(["AcquirePermit", "AcquirePermit", "AcquirePermit", "RefundPermit", "RefundPermit"], client.Operations);

        var other = OtherClient();
        Assert.NotNull(await SignInAsync(other, user, Numbered(3, 1), Numbered(1, 9)));
        Assert.Equal(["AcquirePermit"], other.Operations);
    }

    [Fact]
    public async Task R5_R19_Sixteen_at_a_time_get_exactly_the_tighter_limit()
    {
        foreach (var client in (KvClient[])[Store, OtherClient()])
        {
            var user = NewName();
            RateLimitedMethod<LoginKey>[] limits = [Numbered(1, 1000), Numbered(2, 60, RateLimitAlgorithm.SlidingWindow)];
            var admitted = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
            {
                var mine = 0;
                for (var i = 0; i < 10; i++)
                    mine += await SignInAsync(client, user, limits) is null ? 1 : 0;
                return mine;
            })));

            Assert.Equal(60, admitted.Sum());
        }
    }

    // One slot in a cluster too, so that one script decides.
    [Fact]
    public async Task R19_Keys_with_one_hash_tag_are_decided_in_one_operation()
    {
        var key = new TaggedKey(NewName());
        RateLimitedMethod<TaggedKey>[] limits =
        [
            new("Shop.Mail", "{{{user}}}", new RateLimitedPolicy { Limit = 9, Window = Minute }),
            new("Shop.Mail#2", "{{{user}}}", new RateLimitedPolicy { Limit = 1, Window = Minute, Algorithm = RateLimitAlgorithm.SlidingWindow }),
        ];
        var calls = Array.ConvertAll(limits, limit => limit.With(key).On(Store)!);
        byte[][] keys = Array.ConvertAll(calls, static call => call.Key);
        var requests = Array.ConvertAll(calls, static call => call.Request);

        Assert.All((await Store.TryAcquirePermitsCoreAsync(keys, requests, default))!, static result => Assert.True(result.Allowed));
        Assert.Equal([true, false], (await Store.TryAcquirePermitsCoreAsync(keys, requests, default))!.Select(static result => result.Allowed));
        Assert.Equal(1, (await Store.AcquirePermitAsync(keys[0], requests[0] with { Cost = 0 })).Count);
    }

    // Two limits that name one counter count the call in it twice, and never past its limit.
    [Fact]
    public async Task R19_Two_limits_of_one_counter_never_admit_past_it()
    {
        var limit = Numbered(1, 5);
        Assert.Equal(2, await LeftAsync(Store, NewName(), limit));
    }

    [Theory]
    [InlineData(RateLimitUnavailable.Allow, RateLimitUnavailable.Allow, null)]
    [InlineData(RateLimitUnavailable.Allow, RateLimitUnavailable.Deny, "Shop.SignIn#2")]
    [InlineData(RateLimitUnavailable.Deny, RateLimitUnavailable.Allow, "Shop.SignIn")]
    public async Task R13_R19_While_the_store_is_down_each_limit_decides_for_itself(RateLimitUnavailable first, RateLimitUnavailable second, string? deniedBy)
    {
        var client = OtherClient();
        client.TakeDown();
        var denied = await SignInAsync(client, NewName(), Numbered(1, 5, onUnavailable: first), Numbered(2, 5, onUnavailable: second));

        Assert.Equal(deniedBy, denied?.LimitName);
        Assert.False(denied?.Result.Counted ?? false);
    }

    [Fact]
    public async Task R13_R19_A_limit_that_throws_gives_back_what_the_earlier_ones_took()
    {
        var user = NewName();
        var client = OtherClient();
        var calls = 0;
        client.Before = operation => operation == "AcquirePermit" && ++calls == 2 ? throw InterceptingKvClient.Unavailable(outcomeUnknown: false) : default;
        RateLimitedMethod<LoginKey>[] limits = [Numbered(1, 1), Numbered(2, 1, onUnavailable: RateLimitUnavailable.Throw)];

        await Assert.ThrowsAsync<KvUnavailableException>(async () => await SignInAsync(client, user, limits));
        client.Before = null;
        Assert.Null(await SignInAsync(client, user, limits));
    }

    private readonly struct TaggedKey(string user) : IKvKey
    {
        public void WriteKey(ref KeyWriter writer)
        {
            writer.AppendLiteral("{"u8);
            writer.Append(user);
            writer.AppendLiteral("}"u8);
        }
    }
}
