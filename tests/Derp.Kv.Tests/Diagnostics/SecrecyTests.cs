using System.Text;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Runtime;
using Derp.Kv.Tests.Runtime;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Tests.Diagnostics;

/// <summary>K9: nothing that can be read outside of the process's own hands holds a key, an argument or a value. What fails in the store is in <see cref="FaultTests"/>.</summary>
public sealed class SecrecyTests : IAsyncDisposable
{
    private readonly Watched _watched = new();

    private sealed class QuotingSerializer : IKvSerializer<string?>
    {
        public void Serialize(System.Buffers.IBufferWriter<byte> writer, string? value) => throw new FormatException($"cannot write {value}");

        public string? Deserialize(ReadOnlyMemory<byte> bytes) => throw new FormatException($"cannot read {Encoding.UTF8.GetString(bytes.Span)}");
    }

    private void AssertKept(Exception? thrown = null) => Secrecy.AssertKept(_watched.Logs, _watched.Metrics, _watched.Activities, thrown);

    [Fact]
    public async Task K9_A_serializer_that_quotes_the_value_is_not_quoted()
    {
        var cached = new CachedMethod<TestKey, string?>(_watched.Method, "test:{name}", "string", new QuotingSerializer(), new CachedPolicy { Ttl = TimeSpan.FromHours(1) });
        var idempotent = new IdempotentMethod<TestKey, string?>(_watched.Method, "test:{name}", "string", new QuotingSerializer(), new IdempotentPolicy { Ttl = TimeSpan.FromHours(1) });

        await cached.InvokeAsync(_watched.Client, new TestKey(Secret.Key), 0, static (_, _) => ValueTask.FromResult<string?>(Secret.Value), default);
        await idempotent.InvokeAsync(_watched.Client, new TestKey(Secret.Key, Secret.Argument), 0, static (_, _) => ValueTask.FromResult<string?>(Secret.Value), default);

        Assert.Equal([3, 3], _watched.Events.Select(static e => e.Item1));
        AssertKept(await ThrownAsync(() => idempotent.InvokeAsync(_watched.Client, new TestKey(Secret.Key, Secret.Argument), 0, static (_, _) => ValueTask.FromResult<string?>(""), default)));
    }

    [Fact]
    public async Task K9_What_cannot_be_read_is_not_quoted()
    {
        await _watched.Store.SetAsync(_watched.Key, IdempotencyRecord.Complete(IdempotencyRecord.InProgress(LeaseToken.Create(), default, default), IdempotencyState.Completed, 200, Encoding.UTF8.GetBytes(Secret.Value + Utf8Serializer.Poison)));
        AssertKept(await ThrownAsync(async () => await _watched.ExecuteAsync()));

        await _watched.Store.SetAsync(_watched.Key, Secret.Bytes);
        AssertKept(await ThrownAsync(async () => await _watched.ExecuteAsync()));
    }

    [Fact]
    public async Task K9_Refusals_do_not_quote_what_they_refuse()
    {
        var client = _watched.Client;
        var method = new IdempotentMethod<TestKey, string?>(_watched.Method, "test:{name}", "string", Utf8Serializer.Instance, new IdempotentPolicy { Ttl = TimeSpan.FromHours(1) });
        await method.InvokeAsync(client, new TestKey(Secret.Key, Secret.Argument), 0, static (_, _) => ValueTask.FromResult<string?>(Secret.Value), default);
        await client.RateLimitAsync(Secret.Key, 1, TimeSpan.FromMinutes(1));
        await client.SetAsync(Secret.Bytes, Secret.Bytes);
        var lease = Encoding.UTF8.GetBytes($"{Secret.Key}%lock");

        foreach (var refused in (Func<ValueTask>[])
        [
            async () => await method.InvokeAsync(client, new TestKey(Secret.Key, "other"), 0, static (_, _) => ValueTask.FromResult<string?>(""), default),
            async () => await new IdempotentMethod<TestKey, string?>(_watched.Method, "test:{name}", "void", Utf8Serializer.Instance, new IdempotentPolicy { Ttl = TimeSpan.FromHours(1) })
                .InvokeAsync(client, new TestKey(Secret.Key, Secret.Argument), 0, static (_, _) => ValueTask.FromResult<string?>(""), default),
            async () => await new RateLimitedMethod<TestKey>(_watched.Method, "test:{name}", new RateLimitedPolicy { Limit = 1, Window = TimeSpan.FromMinutes(1), Shared = true })
                .InvokeAsync(client, await DenyAsync(client), 0, static (_, _) => default, default),
            async () => await client.GuardedGetAsync(lease, static _ => ValueTask.FromResult(Secret.Bytes), TimeSpan.FromMinutes(1)),
            async () => await client.GetOrLeaseAsync(lease, LeaseToken.Create(), TimeSpan.FromMinutes(1)),
            async () => await client.InvalidateAsync(lease),
            async () => await client.IncrAsync(Secret.Bytes),
            async () => await client.SetAsync(Secret.Bytes, Secret.Bytes, TimeSpan.Zero),
            async () => await client.RateLimitAsync(Secret.Key, 0, TimeSpan.FromMinutes(1)),
            async () => await client.RateLimitAsync($"{Secret.Key}\ud800", 1, TimeSpan.FromMinutes(1)),
            async () => await client.AlreadyProcessedAsync("", keyPrefix: Secret.Key),
            async () => await client.GuardedGetAsync(Secret.Bytes.Reverse().ToArray(), _ => client.GuardedGetAsync(Secret.Bytes.Reverse().ToArray(), static _ => ValueTask.FromResult(Secret.Bytes), TimeSpan.FromMinutes(1)), TimeSpan.FromMinutes(1)),
        ])
        {
            var thrown = await ThrownAsync(refused);
            Assert.NotNull(thrown);
            Secret.AssertNotIn(thrown.ToString());
        }

        AssertKept();
    }

    [Fact]
    public void K9_What_prints_itself_prints_no_secret()
    {
        Secret.AssertNotIn(LeaseResult.Found(Secret.Bytes).ToString());
        Secret.AssertNotIn(IdempotencyRecord.TryParse(IdempotencyRecord.Complete(IdempotencyRecord.InProgress(LeaseToken.Create(), Fingerprint.Of(Secret.Bytes), default), IdempotencyState.Completed, 200, Secret.Bytes), out var record) ? record.ToString() : "");
        Secret.AssertNotIn(FlightOutcome.Ran(Secret.Bytes, Secret.Value, null).ToString());
        Secret.AssertNotIn(FlightOutcome.Failed(new FormatException(Secret.Value)).ToString());
        Secret.AssertNotIn(new TestKey(Secret.Key, Secret.Argument).ToString());
        Secret.AssertNotIn(_watched.Client.ToString());
        Secret.AssertNotIn(new KvClientOptions { KeyPrefix = Secret.Key }.ToString());
    }

    [Fact]
    public void Secrets_would_be_found()
    {
        Assert.ThrowsAny<Exception>(static () => Secret.AssertNotIn($"GET {Secret.Key}"));
        Assert.ThrowsAny<Exception>(static () => Secret.AssertNotIn(Convert.ToHexString(Secret.Bytes)));
        Assert.ThrowsAny<Exception>(static () => Secret.AssertNotIn(Convert.ToBase64String(Secret.Bytes)));
    }

    private static async Task<TestKey> DenyAsync(InterceptingKvClient client)
    {
        var method = new RateLimitedMethod<TestKey>("Tests.Denied", "test:{name}", new RateLimitedPolicy { Limit = 1, Window = TimeSpan.FromMinutes(1), Shared = true });
        await method.InvokeAsync(client, new TestKey(Secret.Key), 0, static (_, _) => default, default);
        return new TestKey(Secret.Key);
    }

    private static async Task<Exception?> ThrownAsync<T>(Func<ValueTask<T>> call) => await ThrownAsync(async () => { await call(); });

    private static async Task<Exception?> ThrownAsync(Func<ValueTask> call) => await Record.ExceptionAsync(async () => await call());

    public ValueTask DisposeAsync() => _watched.DisposeAsync();
}
