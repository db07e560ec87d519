using Derp.Kv.Conformance;
using Derp.Kv.Runtime;

namespace Derp.Kv.Tests.Runtime;

public sealed class IdempotentMethodTests : IAsyncDisposable
{
    private readonly MemoryKvClient _client = new(new KvClientOptions { KeyPrefix = "shop/" });
    private int _runs;

    private ValueTask<string?> PayAsync(string key, string arguments, string? value = "paid") =>
        new IdempotentMethod<TestKey, string?>("Tests.Pay", "test:{name}", "string", Utf8Serializer.Instance, new IdempotentPolicy { Ttl = TimeSpan.FromHours(1), StatusCode = 202 })
            .InvokeAsync(_client, new TestKey(key, arguments), (self: this, value), static (s, _) =>
            {
                s.self._runs++;
                return ValueTask.FromResult(s.value);
            }, default);

    [Theory]
    [InlineData("paid")]
    [InlineData("")]
    [InlineData(null)]
    public async Task I2_I13_A_result_is_replayed(string? value)
    {
        Assert.Equal(value, await PayAsync("order-1", "5 EUR", value));
        Assert.Equal(value, await PayAsync("order-1", "5 EUR", "paid twice"));

        Assert.Equal(1, _runs);
        Assert.True(await _client.ExistsAsync("shop/derp:once:test:order-1"u8.ToArray()));
    }

    [Fact]
    public async Task I10_The_arguments_that_the_key_leaves_out_are_the_fingerprint()
    {
        await PayAsync("order-1", "5 EUR");

        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(async () => await PayAsync("order-1", "6 EUR"));
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(async () => await PayAsync("order-1", ""));
        Assert.Equal("paid", await PayAsync("order-1", "5 EUR"));
    }

    [Fact]
    public async Task A_body_that_returns_an_IdempotentResult_chooses_the_status_and_sees_the_replay()
    {
        var method = new IdempotentMethod<TestKey, string?>("Tests.Pay", "test:{name}", "string", Utf8Serializer.Instance, new IdempotentPolicy { Ttl = TimeSpan.FromHours(1) });

        var first = await method.InvokeResultAsync(_client, new TestKey("a"), 0, static (_, _) => ValueTask.FromResult(new IdempotentResult<string?>("created", 201)), default);
        var second = await method.InvokeResultAsync(_client, new TestKey("a"), 0, static (_, _) => throw new InvalidOperationException("The body ran again."), default);

        Assert.Equal((false, true), (first.IsReplay, second.IsReplay));
        Assert.Equal(201, second.StatusCode);
    }

    [Fact]
    public async Task I13_A_method_without_a_result_runs_once()
    {
        var method = new IdempotentMethod<TestKey, NoValue>("Tests.Send", "test:{name}", "void", NoValue.Serializer, new IdempotentPolicy { Ttl = TimeSpan.FromHours(1) });

        for (var i = 0; i < 2; i++)
        {
            await method.InvokeAsync(_client, new TestKey("a"), this, static (self, _) =>
            {
                self._runs++;
                return NoValue.FromAsync(default);
            }, default);
        }

        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task I20_A_store_that_is_down_fails_closed_unless_the_policy_opts_out()
    {
        var down = new InterceptingKvClient(_client);
        down.TakeDown();
        var closed = new IdempotentMethod<TestKey, string?>("Tests.Pay", "test:{name}", "string", Utf8Serializer.Instance, new IdempotentPolicy { Ttl = TimeSpan.FromHours(1) });
        var open = new IdempotentMethod<TestKey, string?>("Tests.Pay", "test:{name}", "string", Utf8Serializer.Instance, new IdempotentPolicy { Ttl = TimeSpan.FromHours(1), OnUnavailable = IdempotencyUnavailable.Run });

        await Assert.ThrowsAsync<KvUnavailableException>(async () =>
            await closed.InvokeAsync(down, new TestKey("a"), 0, static (_, _) => throw new InvalidOperationException("The body ran."), default));
        Assert.Equal("paid", await open.InvokeAsync(down, new TestKey("a"), 0, static (_, _) => ValueTask.FromResult<string?>("paid"), default));
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
