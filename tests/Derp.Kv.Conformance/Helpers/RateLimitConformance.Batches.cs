using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Runtime;

namespace Derp.Kv.Conformance;

// R17: permits that a process takes in advance.
public abstract partial class RateLimitConformance
{
    private static RateLimitedMethod<LoginKey> Batched(long limit, int batch, int cost = 1, RateLimitUnavailable onUnavailable = RateLimitUnavailable.Deny) =>
        new("Shop.Find", "login:{user}", new RateLimitedPolicy { Limit = limit, Window = Minute, PermitBatch = batch, Cost = cost, OnUnavailable = onUnavailable });

    private static byte[] CounterOf(string user) => [.. Encoding.UTF8.GetBytes($"derp:limit:login:{user}"), .. CounterKey.SuffixOf("Shop.Find", RateLimitAlgorithm.FixedWindow)];

    private static async Task<bool> FindAsync(KvClient client, RateLimitedMethod<LoginKey> method, string user, CancellationToken cancellationToken = default)
    {
        try
        {
            return await method.InvokeAsync(client, new LoginKey(user), 0, static (_, _) => ValueTask.FromResult(true), cancellationToken);
        }
        catch (RateLimitExceededException)
        {
            return false;
        }
    }

    private static async Task<int> FindManyAsync(KvClient client, RateLimitedMethod<LoginKey> method, string user, int calls)
    {
        var admitted = 0;
        for (var i = 0; i < calls; i++)
            admitted += await FindAsync(client, method, user) ? 1 : 0;
        return admitted;
    }

    [Fact]
    public async Task R17_A_store_gives_whole_calls_of_what_is_left_at_least_one_and_at_most_as_many_as_are_asked_for()
    {
        var key = NewKey();
        var request = new PermitRequest(20, Minute, Cost: 3);

        var first = await Store.AcquirePermitsUpToCoreAsync(key, request, 10, default);
        Assert.Equal((9L, true, 9L, 11L, (TimeSpan?)null), (first.Units, first.Result.Allowed, first.Result.Count, first.Result.Remaining, first.Result.RetryAfter));
        Assert.Equal((3L, 12L), Of(await Store.AcquirePermitsUpToCoreAsync(key, request, 3, default)));
        Assert.Equal((6L, 18L), Of(await Store.AcquirePermitsUpToCoreAsync(key, request, 9, default)));

        var before = await Store.GetAsync(key);
        var denied = await Store.AcquirePermitsUpToCoreAsync(key, request, 9, default);
        Assert.Equal((0L, false, 18L, 2L), (denied.Units, denied.Result.Allowed, denied.Result.Count, denied.Result.Remaining));
        Assert.InRange(denied.Result.RetryAfter!.Value, TimeSpan.FromTicks(1), Minute);
        Assert.Equal(before, await Store.GetAsync(key));
        Assert.Equal((2L, 20L), Of(await Store.AcquirePermitsUpToCoreAsync(key, request with { Cost = 1 }, 9, default)));
        Assert.InRange((await Store.TtlAsync(key))!.Value, TimeSpan.FromTicks(1), Minute);

        static (long, long) Of(PermitGrant grant) => (grant.Units, grant.Result.Count);
    }

    [Fact]
    public async Task R11_R17_A_counter_above_a_lowered_limit_gives_nothing()
    {
        var key = NewKey();
        await Store.AcquirePermitAsync(key, new PermitRequest(50, Minute, Cost: 40));

        var denied = await Store.AcquirePermitsUpToCoreAsync(key, new PermitRequest(10, Minute), 5, default);
        Assert.Equal((0L, 40L, 0L), (denied.Units, denied.Result.Count, denied.Result.Remaining));
    }

    [Fact]
    public async Task R17_A_key_that_does_not_hold_a_counter_is_an_error()
    {
        var key = NewKey();
        await Store.SetAsync(key, Bytes("no counter"));
        await Assert.ThrowsAsync<KvException>(async () => await OtherClient().Inner.AcquirePermitsUpToAsync(key, new PermitRequest(10, Minute), 5));
    }

    [Fact]
    public async Task R17_Calls_are_admitted_from_what_was_taken_without_a_command()
    {
        var (user, client, method) = (NewName(), OtherClient(), Batched(1_000, batch: 50));

        Assert.Equal(300, await FindManyAsync(client, method, user, 300));

        // 1, 2, 4, 8, 16, 32 and then 50 at a time; more often if a call takes longer than a second.
        Assert.InRange(client.Operations.Count, 11, 30);
        Assert.Equal("AcquirePermit", client.Operations[0]);
        Assert.All(client.Operations.Skip(1), static operation => Assert.Equal("AcquirePermitsUpTo", operation));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task R5_R17_Over_three_processes_exactly_the_limit_is_admitted(int cost)
    {
        var (user, method) = (NewName(), Batched(100 * cost, batch: 10 * cost, cost));
        InterceptingKvClient[] clients = [OtherClient(), OtherClient(), OtherClient()];

        var admitted = await Task.WhenAll(clients.SelectMany(client => Enumerable.Range(0, 8).Select(_ => Task.Run(() => FindManyAsync(client, method, user, 40)))));

        Assert.Equal(100, admitted.Sum());
        Assert.Equal(100 * cost, (await Store.AcquirePermitAsync(CounterOf(user), new PermitRequest(100 * cost, Minute, Cost: 0))).Count);
    }

    [Fact]
    public async Task R17_What_one_process_holds_another_does_not_get()
    {
        var (user, method) = (NewName(), Batched(10, batch: 10));
        var (holder, other) = (OtherClient(), OtherClient());
        Assert.Equal(4, await FindManyAsync(holder, method, user, 4));

        // 1 + 2 + 4 are taken.
        Assert.Equal(3, await FindManyAsync(other, method, user, 10));
        Assert.Equal(3, await FindManyAsync(holder, method, user, 10));
    }

    [Fact]
    public async Task R16_R17_A_denial_is_remembered()
    {
        var (user, client, method) = (NewName(), OtherClient(), Batched(10, batch: 10));
        Assert.Equal(10, await FindManyAsync(client, method, user, 11));
        client.ClearOperations();

        Assert.Equal(0, await FindManyAsync(client, method, user, 20));
        Assert.Empty(client.Operations);
    }

    [Fact]
    public async Task R13_R17_What_is_held_is_admitted_while_the_store_is_down_and_then_the_policy_decides()
    {
        var (user, client) = (NewName(), OtherClient());
        Assert.Equal(4, await FindManyAsync(client, Batched(100, batch: 10), user, 4));
        client.TakeDown();

        Assert.Equal(3, await FindManyAsync(client, Batched(100, batch: 10), user, 10));
        await Assert.ThrowsAsync<KvUnavailableException>(() => FindAsync(client, Batched(100, batch: 10, onUnavailable: RateLimitUnavailable.Throw), user));
        Assert.True(await FindAsync(client, Batched(100, batch: 10, onUnavailable: RateLimitUnavailable.Allow), user));
    }

    [Fact]
    public async Task R14_R17_A_lost_reply_costs_the_permits_that_were_asked_for_and_is_not_resent()
    {
        var (user, client, method) = (NewName(), OtherClient(), Batched(20, batch: 8));
        Assert.Equal(7, await FindManyAsync(client, method, user, 7));
        client.After = static _ => throw InterceptingKvClient.Unavailable(outcomeUnknown: true);
        client.ClearOperations();

        Assert.False(await FindAsync(client, method, user));
        Assert.Equal(["AcquirePermitsUpTo"], client.Operations);
        client.After = null;
        Assert.Equal(20 - 7 - 8, await FindManyAsync(client, method, user, 20));
    }

    [Fact]
    public async Task R17_R18_A_reset_through_the_same_client_drops_what_is_held()
    {
        var (user, client, method) = (NewName(), OtherClient(), Batched(10, batch: 10));
        Assert.Equal(4, await FindManyAsync(client, method, user, 4));

        Assert.True(await client.DeleteAsync(CounterOf(user)));
        Assert.Equal(10, await FindManyAsync(client, method, user, 20));
    }

    // Permits of before the reset would be a second limit's beside those of after it.
    [Fact]
    public async Task R17_R18_What_is_given_during_a_reset_is_not_held()
    {
        var (user, client, method) = (NewName(), OtherClient(), Batched(10, batch: 10));
        Assert.Equal(3, await FindManyAsync(client, method, user, 3));
        var (answered, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        client.After = async operation =>
        {
            if (operation != "AcquirePermitsUpTo")
                return;
            answered.TrySetResult();
            await goOn.Task;
        };

        var late = FindAsync(client, method, user);
        await answered.Task;
        await client.DeleteAsync(CounterOf(user));
        client.After = null;
        goOn.SetResult();

        Assert.True(await late);
        Assert.Equal(10, await FindManyAsync(client, method, user, 20));
    }

    [Fact]
    public async Task R17_R18_A_refund_goes_to_the_store_and_what_is_held_stays()
    {
        var (user, client, method) = (NewName(), OtherClient(), Batched(10, batch: 10));
        Assert.Equal(10, await FindManyAsync(client, method, user, 11));

        Assert.Equal(3, await client.RefundPermitAsync(CounterOf(user), 3));
        Assert.Equal(3, await FindManyAsync(client, method, user, 20));
    }

    [Fact]
    public async Task R17_A_long_key_is_held_too()
    {
        var (user, client) = (new string('x', 600) + NewName(), OtherClient());
        Assert.Equal(100, await FindManyAsync(client, Batched(1_000, batch: 50), user, 100));
        Assert.InRange(client.Operations.Count, 1, 20);
    }

    [Fact]
    public async Task R17_R19_Beside_other_limits_no_permit_is_taken_in_advance()
    {
        var (user, client) = (NewName(), OtherClient());
        Assert.Null(await SignInAsync(client, user, Batched(10, batch: 10), Numbered(2, 10)));
        Assert.Null(await SignInAsync(client, user, Batched(10, batch: 10), Numbered(2, 10)));
        Assert.Equal(Enumerable.Repeat("AcquirePermit", 4), client.Operations);
    }
}
