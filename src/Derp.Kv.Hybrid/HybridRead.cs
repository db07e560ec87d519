using System.Diagnostics.CodeAnalysis;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Diagnostics;
using Derp.Kv.Keys;
using Derp.Kv.Near;
using Derp.Kv.Runtime;
using Derp.Kv.Runtime.Named;
using Derp.Kv.Serialization;

namespace Derp.Kv.Hybrid;

/// <summary>One call of the cache that its process's memory has not answered, and the way of what it reads into that memory.</summary>
/// <param name="client">The client.</param>
/// <param name="values">Of the entry's type.</param>
/// <param name="key">The written key.</param>
/// <param name="tags">Those that the call names.</param>
/// <param name="near">Where entries go; null: the call makes none.</param>
/// <param name="time">How long they answer.</param>
internal sealed class HybridRead<T>(KvClient client, HybridValues<T> values, byte[] key, NamedTags tags, NearCache? near, TimeSpan time) : NamedCodec<T>(client, values, key, tags)
{
    private long _allocated;

    public override bool Stands(ReadMark mark) => near is null ? base.Stands(mark) : near.Stands(Stripe, mark, time, Tags.Stripes);

    public override void BeginRead()
    {
        if (near is null)
            base.BeginRead();
        else
            Mark = near.Mark(Stripe, time, Tags.Stripes);
    }

    // What reading allocates is what a shared value takes, and a little more.
    public override bool TryDecode(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> stored, [MaybeNullWhen(false)] out T value)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var isValue = base.TryDecode(key, stored, out value);
        _allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return isValue;
    }

    public override T Keep(ReadOnlyMemory<byte> stored, T value, in Serving serving)
    {
        KeepStored(stored.Span, value);
        return value;
    }

    public override void Keep(byte[] key, FlightOutcome outcome)
    {
        T? value = default;
        if (near is not null && (!IsShared || outcome.TryRead(this, key, out value)))
            KeepStored(outcome.Bytes, value!);
    }

    /// <summary>Keeps a value that this process alone has, under the mark that was taken before it was computed.</summary>
    public void KeepOwn(T value)
    {
        if (near is null)
            return;
        var buffer = new PooledBufferWriter();
        if (value is not null)
            values.Serializer.Serialize(buffer, value);
        Put(value is null, value, buffer.Written, buffer.Written.Length, Client.Time.GetUtcNow());
        buffer.Return();
    }

    private void KeepStored(ReadOnlySpan<byte> stored, T value)
    {
        // Of the invalidation of a tag that the call did not name, the entry would not hear.
        if (near is not null && Tags.KnowsAll(Envelope.TagsOf(stored)) && TryFindPayload(WrittenKey, stored, out var payload, out var isNull))
            Put(isNull, value, stored[payload..], _allocated, Envelope.CreatedOf(stored));
    }

    // A value that is kept as bytes need not be read before.
    private void Put(bool isNull, T value, ReadOnlySpan<byte> payload, long objects, DateTimeOffset created)
    {
        if (LongKey.IsCut(WrittenKey))
        {
            KvMetrics.NotKeptNear(values.Method, "long_key");
            return;
        }

        var (held, weight) = values.Hold(isNull, value, payload);
        weight += NearEntry.Overhead + (2 * NearPolicy.ArrayWeight) + WrittenKey.Length + (Tags.Count * sizeof(int)) + (values.IsFrozen ? (int)objects : 0);
        var entry = new NearTextEntry(new(values.HashOf(near!, WrittenKey), values, Stripe, Tags.Stripes), Mark, weight, held, WrittenKey)
        {
            AgeAtDeadline = near!.AgeAtDeadline(created, Mark.Deadline, isStale: false),
        };
        near.Put(entry, values.Method, time);
    }
}
