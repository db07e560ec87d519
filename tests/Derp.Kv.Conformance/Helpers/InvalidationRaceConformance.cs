using Derp.Kv.Keys;
using Derp.Kv.Runtime;
using Derp.Kv.Serialization;

namespace Derp.Kv.Conformance;

/// <summary>
/// Writers and readers on real threads. The source is a number that only grows; a read that starts after an invalidation returned must not
/// see a number from before the write. Readers of one client share flights, so they must see its own invalidations; of two clients each has one reader,
/// which joins nobody.
/// </summary>
public abstract class InvalidationRaceConformance : HelperConformance
{
    private static readonly InvalidatingMethod<NoValue> s_write = new("Tests.GrowAsync");
    private static readonly InvalidationPolicy s_policy = new();

    private readonly string _name = NewName();
    private readonly Lock _writing = new();
    private long _source;
    private long _told;
    private int _runs;

    private static CachedMethod<Key, long> Method { get; } = new("Tests.ReadGrownAsync", "grown:{name}", "long", KvSerializers.Int64, new CachedPolicy { Ttl = Minute });

    /// <summary>How often each reader reads.</summary>
    protected virtual int Rounds => Environment.GetEnvironmentVariable("DERP_KV_LONG") == "1" ? 2_000 : 300;

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 1)]
    public Task S1_S2_No_read_after_a_tags_invalidation_sees_what_was_before_it(int clients, int readers) => RaceAsync(byTag: true, clients, readers);

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 1)]
    public Task C21_W1_No_read_after_a_writing_method_returned_sees_what_was_before_it(int clients, int readers) => RaceAsync(byTag: false, clients, readers);

    private async Task RaceAsync(bool byTag, int clients, int readers)
    {
        KvClient[] all = clients == 1 ? [Store] : [Store, OtherClient()];
        using var done = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 2).Select(i => Task.Run(() => WriteAsync(all[i % clients], byTag, done.Token))).ToArray();
        await Task.WhenAll(Enumerable.Range(0, clients * readers).Select(i => Task.Run(() => ReadAsync(all[i % clients], byTag))));
        await done.CancelAsync();
        await Task.WhenAll(writers);

        Assert.True(_told > 1 && _runs > 1, "Both should have been at work.");
        foreach (var client in all)
            Assert.Equal(_source, await ReadOnceAsync(client, byTag));
    }

    private async Task WriteAsync(KvClient client, bool byTag, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var written = 0L;
            await s_write.InvokeAsync(
                client,
                this,
                (self, _) =>
                {
                    written = Interlocked.Increment(ref self._source);
                    return new(default(NoValue));
                },
                byTag ? static (self, keys) => keys.AddTag(s_policy, self.TagOf(keys.Client)) : static (self, keys) => keys.AddKey(s_policy, Method.KeyOf(keys.Client, new Key(self._name))),
                null,
                null,
                default);
            lock (_writing)
                _told = Math.Max(_told, written);
            await Task.Yield();
        }
    }

    private async Task ReadAsync(KvClient client, bool byTag)
    {
        for (var i = 0; i < Rounds; i++)
        {
            long told;
            lock (_writing)
                told = _told;
            Assert.InRange(await ReadOnceAsync(client, byTag), told, long.MaxValue);
        }
    }

    private ValueTask<long> ReadOnceAsync(KvClient client, bool byTag) => byTag
        ? Method.InvokeAsync(client, new Key(_name), this, Body, static (self, tags) => tags.Add(new Tag(self._name)), default)
        : Method.InvokeAsync(client, new Key(_name), this, Body, default);

    private static async ValueTask<long> Body(InvalidationRaceConformance self, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref self._runs);
        var read = Interlocked.Read(ref self._source);
        await Task.Yield();
        return read;
    }

    private ReadOnlyMemory<byte> TagOf(KvClient client) => new TagMethod<Tag>("Tests.GrownTag").KeyOf(client, new Tag(_name));

    private readonly struct Key(string name) : IKvKey
    {
        public void WriteKey(ref KeyWriter writer)
        {
            writer.AppendLiteral("grown:"u8);
            writer.Append(name);
        }
    }

    private readonly struct Tag(string name) : IKvKey
    {
        public void WriteKey(ref KeyWriter writer)
        {
            writer.AppendLiteral("grown:"u8);
            writer.Append(name);
        }
    }
}
