using Derp.Kv.Runtime;

namespace Derp.Kv.Conformance;

// Joined answers are as fresh as entries: what began too long ago, or before a notice, is nobody's to join.
public abstract partial class NearConformance
{
    private static ValueTask<string?> HeldAsync(NearNode node, NearCachedMethod<NearKey, string?> method, string name, Gate begun, Gate go, string value) =>
        method.InvokeAsync(node.Client, new NearKey(name), (begun, go, value), static async (s, _) =>
        {
            s.begun.Open();
            await s.go.WaitAsync();
            return s.value;
        }, default);

    [Fact]
    public async Task N3_Calls_join_a_flight_that_is_younger_than_T()
    {
        var (node, method, begun, go) = (await ListeningNodeAsync(), Shared(), new Gate(), new Gate());
        var leader = HeldAsync(node, method, Name, begun, go, "value").AsTask();
        await begun.WaitAsync();
        node.Time.Advance(T - s_tick - s_tick);

        var follower = node.ReadAsync(method, Name, "own").AsTask();
        go.Open();

        Assert.Equal("value", await leader);
        Assert.Same(await leader, await follower);
        Assert.Equal(0, node.Runs);
    }

    [Fact]
    public async Task N3_C14_A_call_does_not_join_a_flight_that_began_T_ago_and_the_body_still_runs_once()
    {
        var (node, method, begun, go) = (await ListeningNodeAsync(), Shared(), new Gate(), new Gate());
        var leader = HeldAsync(node, method, Name, begun, go, "value").AsTask();
        await begun.WaitAsync();
        node.Time.Advance(T);

        var asked = node.Client.Operations.Count(static operation => operation == "GetOrLease");
        var follower = node.ReadAsync(method, Name, "own").AsTask();
        await Eventually.HoldsAsync(() => Task.FromResult(node.Client.Operations.Count(static operation => operation == "GetOrLease") > asked), "It should ask for the lease itself.");
        go.Open();
        await leader;
        await Eventually.HoldsAsync(
            () =>
            {
                node.Time.Advance(TimeSpan.FromMilliseconds(10));
                return Task.FromResult(follower.IsCompleted);
            },
            "It should find what the older flight has stored.");

        Assert.Equal("value", await follower);
        Assert.Equal(0, node.Runs);
    }

    [Fact]
    public async Task N3_A_call_does_not_join_what_is_older_than_the_T_of_its_own_method()
    {
        var (node, method, begun, go) = (await ListeningNodeAsync(), Shared(), new Gate(), new Gate());
        var brief = Shared(new CachedPolicy { Ttl = Minute, Near = T / 4, IsFrozen = true });
        var leader = HeldAsync(node, method, Name, begun, go, "value").AsTask();
        await begun.WaitAsync();
        node.Time.Advance(T / 2);

        var asked = node.Client.Operations.Count(static operation => operation == "GetOrLease");
        var late = node.ReadAsync(brief, Name, "own").AsTask();
        await Eventually.HoldsAsync(() => Task.FromResult(node.Client.Operations.Count(static operation => operation == "GetOrLease") > asked), "It should ask for the lease itself.");
        go.Open();
        await leader;
        await Eventually.HoldsAsync(
            () =>
            {
                node.Time.Advance(TimeSpan.FromMilliseconds(10));
                return Task.FromResult(late.IsCompleted);
            },
            "It should find what the older flight has stored.");

        Assert.Equal("value", await late);
    }

    [Fact]
    public async Task N3_A_notice_from_elsewhere_keeps_calls_from_joining_the_flight_here()
    {
        var (node, method, begun, go) = (await ListeningNodeAsync(), Shared(), new Gate(), new Gate());
        var leader = HeldAsync(node, method, Name, begun, go, "old").AsTask();
        await begun.WaitAsync();

        await ChangeAndHearAsync(node);

        Assert.Equal("new", await node.ReadAsync(method, Name, "new"));
        go.Open();
        Assert.Equal("old", await leader);
        Assert.Equal("new", await node.ReadAsync(method, Name, "later"));
    }

    [Fact]
    public async Task C8_N3_A_body_that_calls_its_own_wrapper_after_T_fails_fast()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await method.InvokeAsync(node.Client, new NearKey(Name), (node, method, Name), static async (s, _) =>
        {
            s.node.Time.Advance(T);
            return await s.node.ReadAsync(s.method, s.Name, "inner");
        }, default));
    }

    [Fact]
    public async Task N7_Calls_of_one_flight_share_an_instance_that_never_changes()
    {
        var (node, method, begun, go) = (await ListeningNodeAsync(), Shared(), new Gate(), new Gate());
        var leader = HeldAsync(node, method, Name, begun, go, new string('v', 5)).AsTask();
        await begun.WaitAsync();
        var followers = Enumerable.Range(0, 3).Select(_ => node.ReadAsync(method, Name, "own").AsTask()).ToArray();
        go.Open();

        var values = await Task.WhenAll([leader, .. followers]);

        Assert.All(values, value => Assert.Same(values[0], value));
        Assert.Same(values[0], await node.ReadAsync(method, Name, "own"));
    }
}
