using System.Collections.Concurrent;
using System.Globalization;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Keys;
using Derp.Kv.Runtime;
using Derp.Kv.Serialization;

namespace Derp.Kv.Tests.Races;

/// <summary>Batches and single calls on real threads, on two clients of one store: two processes. The seed is printed; <c>DERP_KV_SEED</c> runs one again.</summary>
public sealed class BatchRaceTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Rounds = 1_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly CachedMethod<Key, long?> s_entries = new("Tests.One", "race:{round}:{id}", "long", new Numbers(), new CachedPolicy { Ttl = TimeSpan.FromMinutes(1) });
    private static readonly CachedBatchMethod<Key, int, long?> s_batch = new("Tests.Many", s_entries, maxBatch: 3);

    private readonly MemoryKvClient _store = new();
    private readonly ConcurrentDictionary<(int Round, int Id), int> _runs = new();
    private InterceptingKvClient _here = null!;
    private InterceptingKvClient _there = null!;

    private sealed class PlannedFailureException : Exception;

    public ValueTask InitializeAsync()
    {
        (_here, _there) = (new InterceptingKvClient(_store), new InterceptingKvClient(_store));
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task B3_B4_Two_batches_in_opposite_order_never_wait_for_each_other_and_compute_each_item_once()
    {
        int[] ids = [.. Enumerable.Range(0, 8)];
        using var barrier = new Barrier(4);
        await RaceAsync(
            worker => Task.Run(async () =>
            {
                var order = worker % 2 == 0 ? ids : [.. ids.Reverse()];
                for (var round = 0; round < Rounds; round++)
                {
                    Assert.True(barrier.SignalAndWait(s_patience), "A round does not end.");
                    var values = await ManyAsync(worker < 2 ? _here : _there, round, order);
                    Assert.Equal(ids.Length, values.Count);
                }
            }),
            workers: 4);

        Assert.Equal(Rounds * ids.Length, _runs.Count);
        Assert.All(_runs.Values, static runs => Assert.Equal(1, runs));
        await NothingIsLeftAsync(ids);
    }

    [Fact]
    public async Task B4_B5_C2_Batches_single_calls_failures_and_callers_who_leave_end_all_and_leave_nothing()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("DERP_KV_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        output.WriteLine($"DERP_KV_SEED={seed}");
        using var barrier = new Barrier(6);
        await RaceAsync(
            worker => Task.Run(async () =>
            {
                var random = new Random(seed + worker);
                for (var round = 0; round < Rounds; round++)
                {
                    Assert.True(barrier.SignalAndWait(s_patience), "A round does not end.");
                    await AnythingAsync(random.Next(2) == 0 ? _here : _there, round, random);
                }
            }),
            workers: 6);

        await NothingIsLeftAsync([.. Enumerable.Range(0, 6)]);
    }

    [Fact]
    public async Task B6_C21_Nothing_is_left_from_before_an_invalidation()
    {
        var truth = new long[6];
        using var barrier = new Barrier(4);
        await RaceAsync(
            worker => Task.Run(async () =>
            {
                var random = new Random(worker);
                for (var round = 0; round < Rounds; round++)
                {
                    Assert.True(barrier.SignalAndWait(s_patience), "A round does not end.");
                    var client = random.Next(2) == 0 ? _here : _there;
                    if (worker == 0)
                    {
                        var id = random.Next(truth.Length);
                        var version = Interlocked.Increment(ref truth[id]);
                        await client.InvalidateAsync(s_entries.KeyOf(client, new Key(0, id)));

                        // Values of one client's calls that begin now, and what the store has, are not older.
                        var read = await ManyAsync(client, 0, [id, (id + 1) % truth.Length], i => Volatile.Read(ref truth[i]));
                        Assert.True(read[id] >= version, "A batch has returned a value from before a finished invalidation.");
                    }
                    else
                    {
                        await ManyAsync(client, 0, [.. Enumerable.Range(0, truth.Length).OrderBy(_ => random.Next())], i => Volatile.Read(ref truth[i]));
                    }
                }
            }),
            workers: 4);

        var last = await ManyAsync(_store, 0, [.. Enumerable.Range(0, truth.Length)], i => truth[i]);
        Assert.All(last, value => Assert.Equal(truth[value.Key], value.Value));
    }

    private static async Task AnythingAsync(KvClient client, int round, Random random)
    {
        var (fails, leaves, steps) = (random.Next(6) == 0, random.Next(6) == 0, random.Next(3));
        int[] ids = [.. Enumerable.Range(0, 6).OrderBy(_ => random.Next()).Take(random.Next(1, 7))];
        using var caller = new CancellationTokenSource();
        try
        {
            Task call = random.Next(3) == 0
                ? s_entries.InvokeAsync(client, new Key(round, ids[0]), 0, (_, ct) => BodyAsync(static () => (long?)1, ct), caller.Token).AsTask()
                : s_batch.InvokeAsync(
                    client,
                    ids,
                    round,
                    static (round, id) => new Key(round, id),
                    (_, ids, ct) => BodyAsync<IReadOnlyDictionary<int, long?>>(() => ids.ToDictionary(static id => id, static long? (_) => 1), ct),
                    tags: null,
                    caller.Token).AsTask();
            if (leaves)
                await caller.CancelAsync();
            await call;
        }
        catch (PlannedFailureException)
        {
        }
        catch (OperationCanceledException) when (leaves)
        {
        }

        async ValueTask<T> BodyAsync<T>(Func<T> value, CancellationToken ct)
        {
            for (var i = 0; i < steps; i++)
                await Task.Yield();
            if (fails)
                throw new PlannedFailureException();
            if (steps == 2)
                ct.ThrowIfCancellationRequested();
            return value();
        }
    }

    private ValueTask<Dictionary<int, long?>> ManyAsync(KvClient client, int round, int[] ids, Func<int, long>? value = null) => s_batch.InvokeAsync(
        client,
        ids,
        (self: this, round, value),
        static (s, id) => new Key(s.round, id),
        static async (s, ids, _) =>
        {
            var values = new Dictionary<int, long?>();
            foreach (var id in ids)
            {
                s.self._runs.AddOrUpdate((s.round, id), 1, static (_, runs) => runs + 1);
                values[id] = s.value is { } value ? value(id) : id;
            }

            await Task.Yield();
            return values;
        },
        tags: null,
        default);

    // The first that fails ends the wait: it may have waited in vain for one that never comes.
    private static async Task RaceAsync(Func<int, Task> worker, int workers)
    {
        await foreach (var ended in Task.WhenEach(Enumerable.Range(0, workers).Select(worker)))
            await ended;
    }

    private async Task NothingIsLeftAsync(int[] ids)
    {
        Assert.Equal((0, 0), (_here.Flights.Count, _there.Flights.Count));
        await Eventually.HoldsAsync(() => Task.FromResult(_here.Flights.Running.Count + _there.Flights.Running.Count + _here.Flights.Leases.Count + _there.Flights.Leases.Count == 0), "Flights are left.");
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var id in ids)
            {
                var lease = LeaseKey.Of(s_entries.KeyOf(_store, new Key(round, id)).Span);
                await Eventually.HoldsAsync(async () => !await _store.ExistsAsync(lease), "A lease is left.");
            }
        }
    }

    private readonly struct Key(int round, int id) : IKvKey
    {
        public void WriteKey(ref KeyWriter writer)
        {
            writer.AppendLiteral("race:"u8);
            writer.Append(round);
            writer.AppendLiteral(":"u8);
            writer.Append(id);
        }
    }

    private sealed class Numbers : IKvSerializer<long?>
    {
        public void Serialize(System.Buffers.IBufferWriter<byte> writer, long? value) => KvSerializers.Int64.Serialize(writer, value!.Value);

        public long? Deserialize(ReadOnlyMemory<byte> bytes) => KvSerializers.Int64.Deserialize(bytes);
    }
}
