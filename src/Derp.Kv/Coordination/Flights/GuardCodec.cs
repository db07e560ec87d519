using System.Diagnostics.CodeAnalysis;
using Derp.Kv.Coordination.Tags;

namespace Derp.Kv.Coordination.Flights;

/// <summary>How a guarded value becomes stored bytes and back. Each decoding gives an instance of its own.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
internal abstract partial class GuardCodec<T>
{
    /// <summary>The type that stored bytes are of; null if they are the caller's own.</summary>
    public virtual StoredType? Type => null;

    /// <summary>Reads stored bytes, which are not valid after the call returns; false when they are not a value of this key.</summary>
    public abstract bool TryDecode(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> stored, [MaybeNullWhen(false)] out T value);

    /// <summary>The tags of this call's value; null: it has none, and no more is asked of the store than the value.</summary>
    public virtual TagStamps? Tags => null;

    /// <summary>Whether what the store has answered, value and stamps, may be returned: no tag of the value was invalidated since its body began.</summary>
    public virtual bool IsCurrent(ReadOnlySpan<byte> stored) => true;

    /// <summary>Why stored bytes of this version and key did not decode, in a sentence without values; null if another version or program wrote them.</summary>
    public virtual string? WhyUnreadable(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> stored) => null;

    /// <summary>Writes a value. Any exception means that it cannot be written.</summary>
    public abstract byte[] Encode(ReadOnlySpan<byte> key, T value, TimeProvider time, in ValueNotes notes);

    /// <summary>Writes a stored value anew, as if it were of now.</summary>
    public virtual byte[] EncodeAgain(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stored, TimeProvider time, in ValueNotes notes) => throw new NotSupportedException();

    /// <summary>What is stored beside a value, and when it was computed. Of bytes that <see cref="TryDecode"/> accepts.</summary>
    public virtual (ValueNotes Notes, DateTimeOffset Created) NotesOf(ReadOnlySpan<byte> stored) => default;

    /// <summary>Whether bytes that do not decode are another method's or another key's, and not merely damaged.</summary>
    public virtual bool IsForeign(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stored) => false;

    /// <summary>Whether the value may be stored at all.</summary>
    public abstract bool ShouldStore(T value);

    /// <summary>The largest encoding that is stored, in bytes.</summary>
    public abstract int MaxSize(KvClientOptions options);
}
