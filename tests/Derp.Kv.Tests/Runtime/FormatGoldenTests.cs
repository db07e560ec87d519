using System.Runtime.CompilerServices;
using System.Text;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Runtime;
using Derp.Kv.Serialization;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.Runtime;

/// <summary>What stands on a server, to the byte: a later version must read what this one has written.</summary>
public sealed class FormatGoldenTests : IAsyncDisposable
{
    private static readonly DateTimeOffset s_created = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly MemoryKvClient _client = new(new KvClientOptions { KeyPrefix = "shop/", TimeProvider = new FakeTimeProvider(s_created), MaxValueSize = 100 });
    private readonly List<string> _written = [];

    [Fact]
    public async Task Values_and_records_of_version_2_are_written_as_ever()
    {
        await CachedAsync("value", 5);
        NoteWithFields((await _client.GetAsync(TestKey.Bytes("value", "shop/")))!);
        await CachedAsync("null", null);
        await OnceAsync("record", static () => 5);
        await OnceAsync("record-null", static () => null);
        await OnceAsync("record-not-replayable", static () => throw new FormatException(), serializer: new Failing());
        await ClaimAsync();
        await EventsAsync();
        await HelperAsync("helper", null);
        await HelperAsync("helper-named", "Shop.Pay");

        foreach (var algorithm in Enum.GetValues<RateLimitAlgorithm>())
            _written.Add($"counter-suffix-{algorithm} {Encoding.ASCII.GetString(CounterKey.SuffixOf("Shop.Accounts.SignInAsync", algorithm))}");

        Assert.Equal(string.Join('\n', File.ReadAllLines(Path())), string.Join('\n', _written));
    }

    // What was written once is read for ever, whatever is written by then.
    [Fact]
    public async Task Values_and_records_of_version_2_are_read()
    {
        var golden = File.ReadAllLines(Path()).Select(static line => line.Split(' ')).ToDictionary(static parts => parts[0], static parts => parts[1]);

        foreach (var (name, key, expected) in new (string, string, int?)[] { ("value", "value", 5), ("value-with-etag-and-no-near-entry", "value", 5), ("null", "null", null) })
        {
            await _client.SetAsync(TestKey.Bytes(key, "shop/"), Convert.FromHexString(golden[name]));
            Assert.Equal(expected, await Cached().InvokeAsync(_client, new TestKey(key), 0, static (_, _) => throw new InvalidOperationException("A miss."), default));
        }

        foreach (var (name, expected) in new (string, int?)[] { ("record", 5), ("record-null", null) })
        {
            await _client.SetAsync(Encoding.UTF8.GetBytes("shop/derp:once:test:" + name), Convert.FromHexString(golden[name]), s_hour);
            Assert.Equal((expected, 201, true), await ReplayAsync(name));
        }

        await _client.SetAsync("shop/derp:once:test:record-not-replayable"u8.ToArray(), Convert.FromHexString(golden["record-not-replayable"]), s_hour);
        await Assert.ThrowsAsync<KvSerializationException>(async () => await ReplayAsync("record-not-replayable"));

        await _client.SetAsync("shop/derp:webhook:event"u8.ToArray(), Convert.FromHexString(golden["event-marked"]), s_hour);
        Assert.False(await _client.ProcessOnceAsync("event", static _ => throw new InvalidOperationException("The handler ran.")));
        await _client.SetAsync("shop/derp:webhook:event"u8.ToArray(), Convert.FromHexString(golden["event-handled"]), s_hour);
        Assert.True(await _client.AlreadyProcessedAsync("event"));

        await _client.SetAsync("shop/derp:idempotency:call"u8.ToArray(), Convert.FromHexString(golden["helper-named"]), s_hour);
        Assert.True((await _client.IdempotentExecuteAsync("call", static _ => new ValueTask<int>(8), KvSerializers.Int32, options: new() { Name = "Shop.Pay" })).IsReplay);
    }

    private static CachedMethod<TestKey, int?> Cached() =>
        new("Tests.Cached", "test:{name}", "Shop.Count", new NullableSerializer<int>(KvSerializers.Int32), new CachedPolicy { Ttl = s_hour });

    private static IdempotentMethod<TestKey, int?> Once(IKvSerializer<int?>? serializer = null) =>
        new("Tests.Once", "test:{name}", "Shop.Count", serializer ?? new NullableSerializer<int>(KvSerializers.Int32), new IdempotentPolicy { Ttl = s_hour, StatusCode = 201 });

    private async Task CachedAsync(string name, int? value)
    {
        await Cached().InvokeAsync(_client, new TestKey(name), value, static (value, _) => new(value), default);
        await NoteAsync(name, TestKey.Bytes(name, "shop/"));
    }

    // As a later version writes it, and this one reads it.
    private void NoteWithFields(byte[] value) =>
        _written.Add($"value-with-etag-and-no-near-entry {Convert.ToHexStringLower([value[0], 0x14, .. value[2..Envelope.HeaderSize], 2, .. "/b"u8, .. value[Envelope.HeaderSize..]])}");

    private async Task OnceAsync(string name, Func<int?> value, IKvSerializer<int?>? serializer = null)
    {
        await Once(serializer).InvokeAsync(_client, new TestKey(name, "5 EUR"), value, static (value, _) => new(Try(value)), default);
        await NoteAsync(name, Encoding.UTF8.GetBytes("shop/derp:once:test:" + name));

        static int? Try(Func<int?> value)
        {
            try
            {
                return value();
            }
            catch (FormatException)
            {
                return 0;
            }
        }
    }

    private async Task<(int?, int, bool)> ReplayAsync(string name)
    {
        var result = await Once().InvokeResultAsync(_client, new TestKey(name, "5 EUR"), 0, static (_, _) => throw new InvalidOperationException("The body ran."), default);
        return (result.Value, result.StatusCode, result.IsReplay);
    }

    private async Task ClaimAsync()
    {
        var (started, gate) = (new Gate(), new Gate());
        var running = Once().InvokeAsync(_client, new TestKey("claim", "5 EUR"), 0, async (_, _) =>
        {
            started.Open();
            await gate.WaitAsync();
            return 1;
        }, default).AsTask();
        await started.WaitAsync();
        await NoteAsync("claim", "shop/derp:once:test:claim"u8.ToArray());
        gate.Open();
        await running;
    }

    private async Task EventsAsync()
    {
        await _client.AlreadyProcessedAsync("marked");
        await NoteAsync("event-marked", "shop/derp:webhook:marked"u8.ToArray());
        await _client.ProcessOnceAsync("handled", static _ => default);
        await NoteAsync("event-handled", "shop/derp:webhook:handled"u8.ToArray());
    }

    private async Task HelperAsync(string name, string? callName)
    {
        await _client.IdempotentExecuteAsync(name, static _ => new ValueTask<int>(7), KvSerializers.Int32, options: new() { Name = callName });
        await NoteAsync(name, Encoding.UTF8.GetBytes("shop/derp:idempotency:" + name));
    }

    // But for an owner's token, which is chance.
    private async Task NoteAsync(string name, byte[] key)
    {
        var bytes = (await _client.GetAsync(key))!;
        if (!name.EndsWith("value", StringComparison.Ordinal) && name != "null")
            bytes.AsSpan(2, LeaseToken.Size).Fill(0xee);
        _written.Add($"{name} {Convert.ToHexStringLower(bytes)}");
    }

    private static string Path([CallerFilePath] string file = "") => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file)!, "Golden", "v2.txt");

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private sealed class Failing : IKvSerializer<int?>
    {
        public void Serialize(System.Buffers.IBufferWriter<byte> writer, int? value) => throw new FormatException();

        public int? Deserialize(ReadOnlyMemory<byte> bytes) => throw new FormatException();
    }
}
