using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.Memory;

// Bounded by entries and bytes: values give way, and nothing else does.
public sealed class MemoryBoundsTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Entries_never_exceed_their_bound()
    {
        await using var client = Create(entries: 100);
        for (var i = 0; i < 1000; i++)
        {
            await client.SetAsync(Bytes($"{i}"), Bytes("value"));
            Assert.InRange(client.Store.Count, 1, 100);
        }

        Assert.Equal(100, client.Store.Count);
        Assert.NotNull(await client.GetAsync(Bytes("999")));
        Assert.Null(await client.GetAsync(Bytes("0")));
    }

    [Fact]
    public async Task Bytes_never_exceed_their_bound_and_count_keys_and_values()
    {
        await using var client = Create(bytes: 1000);
        for (var i = 100; i < 200; i++)
        {
            await client.SetAsync(Bytes($"{i}"), new byte[47]);
            Assert.InRange(client.Store.Bytes, 50, 1000);
        }

        Assert.Equal((20, 1000L), (client.Store.Count, client.Store.Bytes));
        await client.SetAsync(Bytes("big"), new byte[997]);
        Assert.Equal((1, 1000L), (client.Store.Count, client.Store.Bytes));
    }

    [Fact]
    public async Task Value_larger_than_the_bound_is_refused_and_drops_nothing()
    {
        await using var client = Create(bytes: 1000);
        await client.SetAsync(Bytes("key"), Bytes("value"));
        await client.SetAsync(Bytes("other"), Bytes("value"));
        await RefusesAsync(() => client.SetAsync(Bytes("key"), new byte[998]).AsTask());
        Assert.Equal(Bytes("value"), await client.GetAsync(Bytes("key")));
        Assert.Equal(Bytes("value"), await client.GetAsync(Bytes("other")));
    }

    [Fact]
    public async Task What_was_read_lately_gets_a_second_chance()
    {
        await using var client = Create(entries: 10);
        for (var i = 0; i < 10; i++)
            await client.SetAsync(Bytes($"{i}"), Bytes("value"));
        await client.GetAsync(Bytes("0"));
        await client.GetAsync(Bytes("1"));
        for (var i = 10; i < 18; i++)
            await client.SetAsync(Bytes($"{i}"), Bytes("value"));

        Assert.Equal(["0", "1", "10", "11", "12", "13", "14", "15", "16", "17"], await KeysAsync(client));
    }

    [Fact]
    public async Task Second_chance_is_not_a_third()
    {
        await using var client = Create(entries: 2);
        await client.SetAsync(Bytes("read once"), Bytes("value"));
        await client.GetAsync(Bytes("read once"));
        for (var i = 0; i < 3; i++)
            await client.SetAsync(Bytes($"{i}"), Bytes("value"));
        Assert.Equal(["1", "2"], await KeysAsync(client));
    }

    [Fact]
    public async Task All_values_read_still_leave_one_to_go()
    {
        await using var client = Create(entries: 3);
        for (var i = 0; i < 3; i++)
            await client.SetAsync(Bytes($"{i}"), Bytes("value"));
        for (var i = 0; i < 3; i++)
            await client.GetAsync(Bytes($"{i}"));
        await client.SetAsync(Bytes("new"), Bytes("value"));
        Assert.Equal(["1", "2", "new"], await KeysAsync(client));
    }

    [Fact]
    public async Task Expired_values_go_before_live_ones()
    {
        await using var client = Create(entries: 30);
        await client.SetAsync(Bytes("live"), Bytes("value"));
        for (var i = 0; i < 29; i++)
            await client.SetAsync(Bytes($"{i}"), Bytes("value"), s_minute);
        _time.Advance(s_minute);
        for (var i = 0; i < 29; i++)
            await client.SetAsync(Bytes($"new {i}"), Bytes("value"));
        Assert.NotNull(await client.GetAsync(Bytes("live")));
        Assert.Equal(30, client.Store.Count);
    }

    [Fact]
    public async Task Writes_give_back_the_memory_of_what_expired()
    {
        await using var client = Create();
        for (var i = 0; i < 800; i++)
            await client.SetAsync(Bytes($"{i}"), Bytes("value"), s_minute);
        _time.Advance(s_minute);
        for (var i = 0; i < 100; i++)
            await client.SetAsync(Bytes("one"), Bytes("value"));
        Assert.Equal((1, 8L), (client.Store.Count, client.Store.Bytes));
    }

    [Fact]
    public async Task A_read_gives_back_the_memory_of_what_expired()
    {
        await using var client = Create();
        await client.SetAsync(Bytes("key"), Bytes("value"), s_minute);
        _time.Advance(s_minute);
        Assert.Null(await client.GetAsync(Bytes("key")));
        Assert.Equal((0, 0L), (client.Store.Count, client.Store.Bytes));
    }

    [Fact]
    public async Task Overwriting_one_key_holds_one_entry()
    {
        await using var client = Create();
        for (var i = 0; i < 1000; i++)
            await client.SetAsync(Bytes("key"), new byte[i], i % 2 == 0 ? s_minute : null);
        Assert.Equal((1, 1002L), (client.Store.Count, client.Store.Bytes));
    }

    [Fact]
    public async Task Bounds_hold_under_concurrent_writers_readers_and_deleters()
    {
        await using var client = Create(entries: 64, bytes: 4096);
        await client.SetNxAsync(Bytes("claim"), Bytes("claim"));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 5000; i++)
            {
                var key = Bytes($"{random.Next(300)}");
                switch (random.Next(6))
                {
                    case 0:
                        await client.DeleteAsync(key);
                        break;
                    case 1:
                        await client.ExpireAsync(key, TimeSpan.FromMilliseconds(random.Next(1, 50)));
                        break;
                    case 2:
                        _time.Advance(TimeSpan.FromMilliseconds(1));
                        await client.GetAsync(key);
                        break;
                    default:
                        await client.SetAsync(key, new byte[random.Next(100)], TimeSpan.FromMilliseconds(random.Next(1, 50)));
                        break;
                }

                Assert.InRange(client.Store.Count, 0, 64);
                Assert.InRange(client.Store.Bytes, 0, 4096);
            }
        })));

        Assert.NotNull(await client.GetAsync(Bytes("claim")));
        foreach (var key in await KeysAsync(client))
            await client.DeleteAsync(Bytes(key));
        _time.Advance(s_minute);
        await client.SetAsync(Bytes("last"), Bytes(""));
        for (var i = 0; i < 20; i++)
            await client.SetAsync(Bytes("last"), Bytes(""));
        Assert.Equal((1, 4L), (client.Store.Count, client.Store.Bytes));
    }

    private MemoryKvClient Create(int entries = 10_000, long bytes = 1_000_000) =>
        new(new KvClientOptions { TimeProvider = _time, MemoryMaxEntries = entries, MemoryMaxBytes = bytes });

    private static async Task RefusesAsync(Func<Task> write)
    {
        var refused = await Assert.ThrowsAsync<KvUnavailableException>(write);
        Assert.Contains("full", refused.Message, StringComparison.Ordinal);
        Assert.False(refused.OutcomeUnknown);
    }

    private static async Task<string[]> KeysAsync(MemoryKvClient client)
    {
        var keys = new List<string>();
        await foreach (var key in client.ScanAsync())
            keys.Add(Encoding.UTF8.GetString(key));
        return [.. keys.Order(StringComparer.Ordinal)];
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
