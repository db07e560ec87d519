using Derp.Kv.Runtime;

namespace Derp.Kv.Conformance;

// R16: what the store has denied is denied again without a command.
public abstract partial class RateLimitConformance
{
    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task R16_A_denied_call_is_denied_again_without_a_command(RateLimitAlgorithm algorithm)
    {
        var (key, client) = (NewName(), OtherClient());
        await client.RateLimitAsync(key, 2, Minute, algorithm: algorithm, cost: 2);
        var denied = await client.RateLimitAsync(key, 2, Minute, algorithm: algorithm);
        client.ClearOperations();

        var again = await client.RateLimitAsync(key, 2, Minute, algorithm: algorithm);

        Assert.Empty(client.Operations);
        Assert.Equal((false, 2L, denied.Count, 0L, true), (again.Allowed, again.Limit, again.Count, again.Remaining, again.Counted));
        Assert.InRange(again.RetryAfter!.Value, TimeSpan.FromTicks(1), denied.RetryAfter!.Value);
        Assert.InRange(again.ResetAfter, TimeSpan.Zero, denied.ResetAfter);
    }

    [Fact]
    public async Task R16_A_call_of_another_cost_settings_or_key_and_a_peek_ask_the_store()
    {
        var (key, client) = (NewName(), OtherClient());
        await client.RateLimitAsync(key, 5, Minute, cost: 4);
        Assert.False((await client.RateLimitAsync(key, 5, Minute, cost: 2)).Allowed);
        client.ClearOperations();

        Assert.True((await client.RateLimitAsync(key, 5, Minute, cost: 1)).Allowed);
        Assert.False((await client.RateLimitAsync(key, 5, 2 * Minute, cost: 2)).Allowed);
        Assert.True((await client.RateLimitAsync(key, 9, Minute, cost: 2)).Allowed);
        Assert.False((await client.RateLimitAsync(key, 5, Minute, cost: 2, algorithm: RateLimitAlgorithm.SlidingWindow)).Allowed);
        Assert.True((await client.RateLimitAsync(NewName(), 5, Minute, cost: 2)).Allowed);
        Assert.Equal(5, client.Operations.Count);

        client.ClearOperations();
        for (var i = 0; i < 2; i++)
            Assert.False((await client.RateLimitAsync(key, 1, Minute, cost: 1)).Allowed);
        Assert.Equal(["AcquirePermit"], client.Operations);
        for (var i = 0; i < 2; i++)
            Assert.Equal(0, (await client.PeekRateLimitAsync(key, 1, Minute)).Remaining);
        Assert.Equal(["AcquirePermit", "AcquirePermit", "AcquirePermit"], client.Operations);
    }

    [Fact]
    public async Task R16_A_remembered_denial_answers_while_the_store_is_down()
    {
        var (key, client) = (NewName(), OtherClient());
        await client.RateLimitAsync(key, 1, Minute);
        await client.RateLimitAsync(key, 1, Minute);
        client.TakeDown();
        client.ClearOperations();

        var denied = await client.RateLimitAsync(key, 1, Minute, onUnavailable: RateLimitUnavailable.Throw);

        Assert.Equal((false, true), (denied.Allowed, denied.Counted));
        Assert.Empty(client.Operations);
        Assert.True((await client.RateLimitAsync(NewName(), 1, Minute)).Allowed);
    }

    [Fact]
    public async Task R16_What_was_decided_without_the_store_is_not_remembered()
    {
        var (key, client) = (NewName(), OtherClient());
        client.TakeDown();
        Assert.False((await client.RateLimitAsync(key, 1, Minute, onUnavailable: RateLimitUnavailable.Deny)).Allowed);

        client.BringBack();
        Assert.True((await client.RateLimitAsync(key, 1, Minute, onUnavailable: RateLimitUnavailable.Deny)).Allowed);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("refund")]
    [InlineData("delete")]
    [InlineData("refund of the primitive")]
    public async Task R16_A_reset_or_refund_through_the_same_client_forgets_at_once(string change)
    {
        var (key, client) = (NewName(), OtherClient());
        await client.RateLimitAsync(key, 1, Minute);
        Assert.False((await client.RateLimitAsync(key, 1, Minute)).Allowed);
        var counter = Bytes($"derp:ratelimit:{key}");

        Assert.True(change switch
        {
            "reset" => await client.ResetRateLimitAsync(key),
            "refund" => await client.RefundRateLimitAsync(key) == 1,
            "delete" => await client.DeleteAsync(counter),
            _ => await client.RefundPermitAsync(counter, 1) == 1,
        });

        Assert.True((await client.RateLimitAsync(key, 1, Minute)).Allowed);
    }

    // The answer of before the reset comes after it.
    [Fact]
    public async Task R16_A_denial_that_was_under_way_during_a_reset_is_not_remembered()
    {
        var (key, client) = (NewName(), OtherClient());
        await client.RateLimitAsync(key, 1, Minute);
        var (answered, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        client.After = async operation =>
        {
            if (operation != "AcquirePermit")
                return;
            answered.TrySetResult();
            await goOn.Task;
        };

        var late = client.RateLimitAsync(key, 1, Minute).AsTask();
        await answered.Task;
        await client.ResetRateLimitAsync(key);
        goOn.SetResult();

        Assert.False((await late).Allowed);
        Assert.True((await client.RateLimitAsync(key, 1, Minute)).Allowed);
    }

    [Fact]
    public async Task R16_R19_A_remembered_denial_of_one_limit_denies_the_call_and_costs_the_others_nothing()
    {
        var (user, client) = (NewName(), OtherClient());
        RateLimitedMethod<LoginKey>[] limits = [Numbered(1, 9), Numbered(2, 1)];
        Assert.Null(await SignInAsync(client, user, limits));
        Assert.NotNull(await SignInAsync(client, user, limits));
        client.ClearOperations();

        for (var i = 0; i < 3; i++)
        {
            var denied = await SignInAsync(client, user, limits);
            Assert.Equal(("Shop.SignIn#2", 1L, true), (denied?.LimitName, denied?.Result.Limit, denied?.Result.Counted));
        }

        Assert.Empty(client.Operations);

        // Of nine units one is taken, and each of these calls takes two.
        Assert.Equal(4, await LeftAsync(client, user, limits[0]));
    }

    [Fact]
    public async Task R16_Sixteen_at_a_time_are_admitted_and_denied_as_without_memory()
    {
        var key = NewName();
        var client = OtherClient();
        var admitted = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            var mine = 0;
            for (var i = 0; i < 100; i++)
                mine += (await client.RateLimitAsync(key, 200, Minute)).Allowed ? 1 : 0;
            return mine;
        })));

        Assert.Equal(200, admitted.Sum());
        Assert.InRange(client.Operations.Count, 201, 216);
    }

    [Fact]
    public async Task R16_A_method_with_a_long_key_remembers_too()
    {
        var (user, client, limit) = (new string('x', 600) + NewName(), OtherClient(), Method("Shop.SignIn"));
        var calls = 0;
        for (var i = 0; i < 3; i++)
        {
            try
            {
                await limit.InvokeAsync(client, new LoginKey(user), 0, (_, _) => ValueTask.FromResult(++calls), default);
            }
            catch (RateLimitExceededException)
            {
            }
        }

        Assert.Equal(1, calls);
        Assert.Equal(["AcquirePermit", "AcquirePermit"], client.Operations);
    }
}
