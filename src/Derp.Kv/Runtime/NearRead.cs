using System.Diagnostics.CodeAnalysis;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Diagnostics;
using Derp.Kv.Keys;
using Derp.Kv.Near;

namespace Derp.Kv.Runtime;

/// <summary>
/// One call of a method with <c>Near</c> that has to ask the store: the method's codec, and the way of what is vouched for into the
/// near cache.
/// </summary>
internal abstract class NearRead<TValue>(NearValues<TValue> values, NearCache near, byte[] key, ulong hash, object owner, TagStamps? tags) : GuardCodec<TValue>, IReadMarks
{
    private readonly int _stripe = Generations.StripeOf(KeyDigest.Of(key));

    // Those of a call that began before near entries were switched off still say what it may join.
    private TimeSpan _near = values.Terms.For(near.Client).Near;
    private bool _isNear = true;
    private long _allocated;

    public override StoredType? Type => values.Codec.Type;

    public override bool IsShared => values.Codec.IsShared;

    public override IReadMarks Marks => this;

    public override TagStamps? Tags => tags;

    public ReadMark Mark { get; private set; }

    protected byte[] Key => key;

    public bool Stands(ReadMark mark) => near.Stands(_stripe, mark, _near, tags?.Stripes);

    // The terms are looked at again after the mark: a reload that comes later than that voids what is put under the mark.
    public override void BeginRead()
    {
        CachedTerms terms;
        do
        {
            terms = values.Terms.For(near.Client);
            _isNear = terms.IsNear;
            _near = _isNear ? terms.Near : _near;
            Mark = near.Mark(_stripe, _near, tags?.Stripes);
        }
        while (terms != values.Terms.For(near.Client));
    }

    public override bool IsCurrent(ReadOnlySpan<byte> stored) => tags is null || tags.Match(Envelope.TagsOf(stored));

    // What the decoder allocates is what the value takes, and a little more.
    public override bool TryDecode(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> stored, [MaybeNullWhen(false)] out TValue value)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var isValue = values.Codec.TryDecode(key, stored, readsTags: tags is not null, out value);
        _allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return isValue;
    }

    public override TValue Keep(ReadOnlyMemory<byte> stored, TValue value, in Serving serving)
    {
        Put(stored.Span, value, serving);
        return values.HandOut(value);
    }

    public override void Keep(byte[] key, FlightOutcome outcome)
    {
        // The entry's own, never the body's: the application still has that.
        TValue? value = default;
        if (!values.HoldsObjects || (IsShared ? outcome.TryRead(this, key, out value) : TryDecode(key, outcome.Bytes, out value)))
            Put(outcome.Bytes, value!, outcome.Serving);
    }

    public override string? WhyUnreadable(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> stored) => values.Codec.WhyUnreadable(key, stored);

    public override byte[] Encode(ReadOnlySpan<byte> key, TValue value, TimeProvider time, in ValueNotes notes) => values.Codec.Encode(key, value, time, notes, tags);

    public override byte[] EncodeAgain(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stored, TimeProvider time, in ValueNotes notes) => values.Codec.EncodeAgain(key, stored, time, notes, tags);

    public override (ValueNotes Notes, DateTimeOffset Created) NotesOf(ReadOnlySpan<byte> stored) => values.Codec.NotesOf(stored);

    public override bool IsForeign(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stored) => values.Codec.IsForeign(key, stored);

    public override bool ShouldStore(TValue value) => values.Codec.ShouldStore(value);

    public override int MaxSize(KvClientOptions options) => values.Codec.MaxSize(options);

    /// <summary>The entry of this key.</summary>
    /// <param name="place">Whose it is.</param>
    /// <param name="weight">Of all but the key and the entry itself.</param>
    /// <param name="held">What it holds.</param>
    protected abstract NearEntry NewEntry(in NearPlace place, int weight, object held);

    private void Put(ReadOnlySpan<byte> stored, TValue value, in Serving serving)
    {
        if (serving.AtMost is { } atMost)
            Mark = near.Shortened(Mark, atMost);
        if (LongKey.IsCut(key))
        {
            KvMetrics.NotKeptNear(values.Method, "long_key");
        }
        else if (!_isNear)
        {
            KvMetrics.NotKeptNear(values.Method, "disabled");
        }
        else if (!Envelope.MayBeKeptNear(stored))
        {
            KvMetrics.NotKeptNear(values.Method, "short_lived");
        }
        else
        {
            var held = values.Hold(key, stored, value, out var weight);
            if (values.HoldsObjects)
                weight += (int)_allocated;
            if (tags is not null)
                weight += NearPolicy.ArrayWeight + (tags.Count * sizeof(int));
            var entry = NewEntry(new(hash, owner, _stripe, tags?.Stripes), weight, held);
            entry.AgeAtDeadline = near.AgeAtDeadline(Envelope.CreatedOf(stored), Mark.Deadline, serving.IsStale);
            near.Put(entry, values.Method, _near);
        }
    }
}
