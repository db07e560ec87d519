using Derp.Kv.Conformance;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.Runtime;

public sealed class RateLimitedMethodTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryKvClient _client;
    private int _runs;

    public RateLimitedMethodTests() => _client = new MemoryKvClient(new KvClientOptions { TimeProvider = _time });

    private static RateLimitedMethod<TestKey> Method(RateLimitUnavailable onUnavailable = RateLimitUnavailable.Allow) =>
        new("Tests.Login", "test:{name}", new RateLimitedPolicy { Limit = 2, Window = TimeSpan.FromMinutes(1), OnUnavailable = onUnavailable });

    private ValueTask<int> LoginAsync(KvClient client, RateLimitedMethod<TestKey> method, string user = "a") =>
        method.InvokeAsync(client, new TestKey(user), this, static (self, _) => ValueTask.FromResult(++self._runs), default);

    [Fact]
    public async Task R1_R2_A_denied_call_throws_does_not_run_the_body_and_is_admitted_after_RetryAfter()
    {
        await LoginAsync(_client, Method());
        await LoginAsync(_client, Method());

        var denied = await Assert.ThrowsAsync<RateLimitExceededException>(async () => await LoginAsync(_client, Method()));
        Assert.Equal((2, TimeSpan.FromMinutes(1)), (_runs, denied.Result.RetryAfter));
        Assert.Equal(3, await LoginAsync(_client, Method(), "b"));

        _time.Advance(denied.Result.RetryAfter!.Value - TimeSpan.FromMilliseconds(1));
        await Assert.ThrowsAsync<RateLimitExceededException>(async () => await LoginAsync(_client, Method()));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(4, await LoginAsync(_client, Method()));
    }

    [Fact]
    public async Task A_method_without_a_result_is_limited_too()
    {
        var method = Method();
        for (var i = 0; i < 2; i++)
            await method.InvokeAsync(_client, new TestKey("a"), this, static (self, _) => Run(self), default);

        await Assert.ThrowsAsync<RateLimitExceededException>(async () => await method.InvokeAsync(_client, new TestKey("a"), this, static (self, _) => Run(self), default));
        Assert.Equal(2, _runs);
        Assert.True(await _client.ExistsAsync((byte[])[.. "derp:limit:test:a"u8, .. CounterKey.SuffixOf("Tests.Login", RateLimitAlgorithm.FixedWindow)]));

        static ValueTask Run(RateLimitedMethodTests self)
        {
            self._runs++;
            return default;
        }
    }

    [Fact]
    public async Task R13_The_policy_decides_while_the_store_is_down()
    {
        var down = new InterceptingKvClient(_client);
        down.TakeDown();

        Assert.Equal(1, await LoginAsync(down, Method()));
        Assert.False((await Assert.ThrowsAsync<RateLimitExceededException>(async () => await LoginAsync(down, Method(RateLimitUnavailable.Deny)))).Result.Counted);
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await LoginAsync(down, Method(RateLimitUnavailable.Throw)));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task A_deployment_that_changes_the_algorithm_starts_anew()
    {
        foreach (var algorithm in Enum.GetValues<RateLimitAlgorithm>())
        {
            var method = new RateLimitedMethod<TestKey>("Tests.Login", "test:{name}", new RateLimitedPolicy { Limit = 1, Window = TimeSpan.FromMinutes(1), Algorithm = algorithm });
            await LoginAsync(_client, method);
            await Assert.ThrowsAsync<RateLimitExceededException>(async () => await LoginAsync(_client, method));
        }
    }

    [Fact]
    public void A_policy_out_of_range_is_refused_at_construction() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RateLimitedMethod<TestKey>("x", "test:{name}", new RateLimitedPolicy { Limit = 0, Window = TimeSpan.FromMinutes(1) }));

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
