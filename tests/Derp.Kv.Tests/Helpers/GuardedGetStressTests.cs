using System.Buffers.Binary;
using System.Text;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv.Tests.Helpers;

/// <summary>
/// Readers, writers, failures and cancellations at random on a few keys: what must hold at every moment and at the end
/// whatever the order was. The seed is printed; <c>DERP_KV_SEED</c> runs one again.
/// </summary>
public sealed class GuardedGetStressTests(ITestOutputHelper output)
{
    private const int Keys = 3;
    private const int Workers = 8;

    private static readonly int s_rounds = Environment.GetEnvironmentVariable("DERP_KV_LONG") == "1" ? 100_000 : 3_000;

    private readonly byte[][] _keys = [.. Enumerable.Range(0, Keys).Select(static i => Encoding.UTF8.GetBytes($"stress:{i}"))];
    private readonly long[] _truth = new long[Keys];
    private readonly long[] _invalidated = new long[Keys];

    private sealed class PlannedFailureException : Exception;

    [Fact]
    public async Task C21_C20_C10_Nothing_stale_is_left_and_nothing_leaks()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("DERP_KV_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"DERP_KV_SEED={seed}");
        await using var store = new MemoryKvClient();
        await using var here = new InterceptingKvClient(store);
        await using var elsewhere = new InterceptingKvClient(store);

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            var random = new Random(seed + worker);
            for (var round = 0; round < s_rounds; round++)
            {
                var key = random.Next(Keys);
                switch (random.Next(8))
                {
                    case 0:
                        await WriteAsync(here, store, key);
                        break;
                    case 1:
                        await ReadAsync(elsewhere, key, random, floor: 0);
                        break;
                    default:
                        // Through the client that invalidates, a read that starts after sees nothing older.
                        await ReadAsync(here, key, random, Volatile.Read(ref _invalidated[key]));
                        break;
                }
            }
        })));

        Assert.Equal((0, 0), (here.Flights.Count, elsewhere.Flights.Count));
        foreach (var key in _keys)
            await GoneAsync(store, LeaseKey.Of(key));
    }

    // The truth first, then the invalidation: from its end on, nothing older may be read or stored.
    private async Task WriteAsync(KvClient client, MemoryKvClient store, int key)
    {
        var version = Interlocked.Increment(ref _truth[key]);
        await client.InvalidateAsync(_keys[key]);
        Raise(ref _invalidated[key], version);
        if (await store.GetAsync(_keys[key]) is { } stored)
            Assert.True(Version(stored) >= version, "A value older than a finished invalidation is in the store.");
    }

    private async Task ReadAsync(KvClient client, int key, Random random, long floor)
    {
        var (fails, steps, leaves) = (random.Next(10) == 0, random.Next(4), random.Next(5) == 0);
        using var caller = new CancellationTokenSource();
        var call = client.GuardedGetAsync(_keys[key], async ct =>
        {
            var bytes = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(bytes, Volatile.Read(ref _truth[key]));
            for (var i = 0; i < steps; i++)
                await Task.Yield();
            if (fails)
                throw new PlannedFailureException();
            if (steps == 3)
                ct.ThrowIfCancellationRequested();
            return bytes;
        }, TimeSpan.FromMinutes(1), lockTtl: TimeSpan.FromMinutes(1), retryDelay: TimeSpan.FromMilliseconds(1), cancellationToken: leaves ? caller.Token : default).AsTask();
        if (leaves)
            await caller.CancelAsync();

        try
        {
            Assert.True(Version(await call) >= floor, "A read that started after an invalidation returned an older value.");
        }
        catch (PlannedFailureException)
        {
        }
        catch (OperationCanceledException e) when (leaves && e.CancellationToken == caller.Token)
        {
        }
    }

    private static long Version(byte[] value) => BinaryPrimitives.ReadInt64BigEndian(value);

    private static void Raise(ref long target, long value)
    {
        for (var seen = Volatile.Read(ref target); seen < value;)
        {
            var before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }

    private static async Task GoneAsync(KvClient store, byte[] key)
    {
        // The last release may still be on its way in the background.
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (await store.ExistsAsync(key))
        {
            Assert.True(DateTime.UtcNow < deadline, "A lease was left behind.");
            await Task.Yield();
        }
    }
}
