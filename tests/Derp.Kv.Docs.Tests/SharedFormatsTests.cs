using System.Text;
using System.Text.Json;

namespace Derp.Kv.Docs.Tests;

// What docs/migration/python.md says that the two can share on one server, and what not. The bytes are those that derp-py 0.2.11 writes.
public sealed class SharedFormatsTests : IAsyncDisposable
{
    private static readonly byte[] s_value = """{"name":"apple"}"""u8.ToArray();

    private readonly MemoryKvClient _kv = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _kv.DisposeAsync();

    [Fact]
    public async Task Values_of_guarded_get_are_shared()
    {
        await WriteAsync("product:7", Encoding.UTF8.GetString(s_value));
        Assert.Equal(s_value, await _kv.GuardedGetAsync("product:7"u8.ToArray(), static _ => throw new InvalidOperationException(), TimeSpan.FromMinutes(5), cancellationToken: Ct));

        await _kv.GuardedGetAsync("product:8"u8.ToArray(), static _ => ValueTask.FromResult(s_value), TimeSpan.FromMinutes(5), cancellationToken: Ct);
        Assert.Equal(s_value, await _kv.GetAsync("product:8"u8.ToArray(), Ct));
    }

    [Fact]
    public async Task A_lock_of_Python_holds_nobody_here()
    {
        await WriteAsync("product:7:lock", "1");
        Assert.Equal(s_value, await _kv.GuardedGetAsync("product:7"u8.ToArray(), static _ => ValueTask.FromResult(s_value), TimeSpan.FromMinutes(5), cancellationToken: Ct));
    }

    [Fact]
    public async Task Marks_of_already_processed_are_shared_both_ways()
    {
        await WriteAsync("derp:webhook:evt_1", "1");
        Assert.True(await _kv.AlreadyProcessedAsync("evt_1", cancellationToken: Ct));

        Assert.False(await _kv.AlreadyProcessedAsync("evt_2", cancellationToken: Ct));
        Assert.False(await _kv.SetNxAsync("derp:webhook:evt_2"u8.ToArray(), "1"u8.ToArray(), TimeSpan.FromDays(1), Ct));
    }

    [Fact]
    public async Task ProcessOnce_refuses_a_mark_of_Python()
    {
        await WriteAsync("derp:webhook:evt_1", "1");
        await Assert.ThrowsAsync<KvSerializationException>(async () => await _kv.ProcessOnceAsync("evt_1", static _ => ValueTask.CompletedTask, cancellationToken: Ct));
    }

    [Fact]
    public async Task Idempotent_results_are_not_shared()
    {
        await WriteAsync("derp:idempotency:order-1", """{"status_code": 201, "body": "7"}""");
        await Assert.ThrowsAsync<KvSerializationException>(async () => await PayAsync("order-1"));

        await PayAsync("order-2");
        var record = await _kv.GetAsync("derp:idempotency:order-2"u8.ToArray(), Ct);
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(record));
    }

    [Fact]
    public async Task A_counter_of_Python_is_continued_and_lost_to_it()
    {
        await WriteAsync("derp:ratelimit:alice", "3");
        Assert.Equal(4, (await _kv.RateLimitAsync("alice", limit: 5, TimeSpan.FromMinutes(1), cancellationToken: Ct)).Count);

        await Assert.ThrowsAsync<KvException>(async () => await _kv.IncrAsync("derp:ratelimit:alice"u8.ToArray(), Ct));
    }

    private ValueTask WriteAsync(string key, string value) => _kv.SetAsync(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value), TimeSpan.FromMinutes(1), Ct);

    private async Task PayAsync(string key) =>
        await _kv.IdempotentExecuteAsync(key, static _ => ValueTask.FromResult("7"), new TextSerializer(), cancellationToken: Ct);

    private sealed class TextSerializer : IKvSerializer<string>
    {
        public void Serialize(System.Buffers.IBufferWriter<byte> writer, string value) => Encoding.UTF8.GetBytes(value, writer);

        public string Deserialize(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
    }
}
