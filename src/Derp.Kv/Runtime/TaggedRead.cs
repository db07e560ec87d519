using System.Diagnostics.CodeAnalysis;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Tags;

namespace Derp.Kv.Runtime;

/// <summary>One call of a method with tags: the method's codec, and what decides which values and flights are from before an invalidation of a tag.</summary>
internal sealed class TaggedRead<TValue>(EnvelopeCodec<TValue> codec, Generations generations, TagStamps tags) : GuardCodec<TValue>, IReadMarks
{
    public override StoredType? Type => codec.Type;

    public override bool IsShared => codec.IsShared;

    public override IReadMarks Marks => this;

    public override TagStamps Tags => tags;

    public ReadMark Mark { get; private set; }

    // However old: only an invalidation keeps a call from joining.
    public bool Stands(ReadMark mark) => generations.Of(tags.Stripes) == mark.Generation;

    public override void BeginRead() => Mark = new(0, long.MaxValue, generations.Of(tags.Stripes));

    public override bool IsCurrent(ReadOnlySpan<byte> stored) => tags.Match(Envelope.TagsOf(stored));

    public override bool TryDecode(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> stored, [MaybeNullWhen(false)] out TValue value) =>
        codec.TryDecode(key, stored, readsTags: true, out value);

    public override byte[] Encode(ReadOnlySpan<byte> key, TValue value, TimeProvider time, in ValueNotes notes) => codec.Encode(key, value, time, notes, tags);

    public override byte[] EncodeAgain(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stored, TimeProvider time, in ValueNotes notes) => codec.EncodeAgain(key, stored, time, notes, tags);

    public override (ValueNotes Notes, DateTimeOffset Created) NotesOf(ReadOnlySpan<byte> stored) => codec.NotesOf(stored);

    public override string? WhyUnreadable(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> stored) => codec.WhyUnreadable(key, stored);

    public override bool IsForeign(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stored) => codec.IsForeign(key, stored);

    public override bool ShouldStore(TValue value) => codec.ShouldStore(value);

    public override int MaxSize(KvClientOptions options) => codec.MaxSize(options);
}
