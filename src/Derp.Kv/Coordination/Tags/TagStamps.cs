using System.Buffers.Binary;

namespace Derp.Kv.Coordination.Tags;

/// <summary>
/// The tags of one call, with the stamps that they had when the call last asked the store. A value is valid if it has these tags and no others,
/// each with its stamp: then no tag was invalidated since before its body began (S1).
/// </summary>
internal class TagStamps
{
    protected const int TagSize = KeyDigest.Size + Stamp.Size;

    private readonly ulong[] _digests;
    private readonly byte[]?[] _stamps;

    public TagStamps(byte[][] keys)
    {
        Keys = keys;
        _digests = Array.ConvertAll(keys, static key => KeyDigest.Of(key));
        _stamps = new byte[]?[keys.Length];
        Stripes = Array.ConvertAll(_digests, Generations.StripeOf);
    }

    /// <summary>The same tags for another call, which asks for their stamps itself.</summary>
    protected TagStamps(TagStamps same)
    {
        (Keys, Stripes, _digests) = (same.Keys, same.Stripes, same._digests);
        _stamps = new byte[]?[same.Count];
    }

    /// <summary>Of the stamps.</summary>
    public byte[][] Keys { get; }

    public int Count => Keys.Length;

    /// <summary>By which this process knows that a tag was invalidated.</summary>
    public int[] Stripes { get; }

    /// <summary>Whether one of the tags says that nothing is to be stored.</summary>
    public bool AreSettling { get; private set; }

    /// <summary>The bytes of <see cref="Write"/>.</summary>
    public int FieldSize => 1 + (Count * TagSize);

    /// <summary>What a hit has to read: the value and the stamps.</summary>
    public ReadOnlyMemory<byte>[] Behind(byte[] key)
    {
        var keys = new ReadOnlyMemory<byte>[Count + 1];
        keys[0] = key;
        for (var i = 0; i < Count; i++)
            keys[i + 1] = Keys[i];
        return keys;
    }

    /// <summary>Takes the stamps from what was read for <see cref="Behind"/>.</summary>
    /// <param name="read">All that was read.</param>
    /// <param name="value">Where the value is; its stamps follow.</param>
    public void Take(IReadOnlyList<byte[]?> read, int value = 0)
    {
        for (var i = 0; i < Count; i++)
            _stamps[i] = read[value + 1 + i];
        AreSettling = Array.Exists(_stamps, static stamp => Stamp.IsSettling(stamp));
    }

    /// <summary>Asks for the stamps, and makes those that are missing. To be sent before the body begins, so that a value never has a later one.</summary>
    /// <param name="client">The client.</param>
    /// <param name="life">How long values with these stamps may live from now.</param>
    public Task AskAsync(KvClient client, TimeSpan life) => AskAsync(key => client.Inner.TakeStampAsync(key, client.Chance.NextStamp(), life).AsTask());

    /// <summary>As the other one, with what asks for the stamp of one tag: calls that are sent together ask for it once.</summary>
    public async Task AskAsync(Func<byte[], Task<byte[]>> take)
    {
        var stamps = await Task.WhenAll(Array.ConvertAll(Keys, key => take(key))).ConfigureAwait(false);
        stamps.CopyTo(_stamps, 0);
        AreSettling = Array.Exists(stamps, static stamp => Stamp.IsSettling(stamp));
    }

    /// <summary>Writes <c>n (1) | n × (digest of the tag 8, stamp 8)</c>; a stamp that is not known as zeros.</summary>
    public void Write(Span<byte> destination)
    {
        destination[0] = (byte)Count;
        for (var i = 0; i < Count; i++)
        {
            var tag = destination.Slice(1 + (i * TagSize), TagSize);
            BinaryPrimitives.WriteUInt64BigEndian(tag, _digests[i]);
            var stamp = tag[KeyDigest.Size..];
            if (_stamps[i] is { Length: Stamp.Size } known)
                known.CopyTo(stamp);
            else
                stamp.Clear();
        }
    }

    /// <summary>The keys of stamps on which a stored value depends and for which this call has not asked yet. Any bytes.</summary>
    public virtual byte[][] Lacking(ReadOnlySpan<byte> stored) => [];

    /// <summary>Takes what was read for <see cref="Lacking"/>.</summary>
    public virtual void TakeLacking(byte[][] keys, IReadOnlyList<byte[]?> read)
    {
    }

    /// <summary>Asks anew for all that a stored value depends on: it may be newer than the stamps at hand.</summary>
    /// <param name="client">The client.</param>
    /// <param name="life">As with <see cref="AskAsync(KvClient, TimeSpan)"/>.</param>
    /// <param name="stored">The value.</param>
    public virtual Task AskAgainAsync(KvClient client, TimeSpan life, byte[] stored) => AskAsync(client, life);

    /// <summary>The stamp of a tag that the call has named; null: it has not, or there was none.</summary>
    protected byte[]? StampOf(ulong digest) => Array.IndexOf(_digests, digest) is >= 0 and var at ? _stamps[at] : null;

    /// <summary>Whether the call has named a tag.</summary>
    protected bool Names(ulong digest) => Array.IndexOf(_digests, digest) >= 0;

    /// <summary>Whether a value with this field is valid.</summary>
    /// <param name="field">What <see cref="Write"/> has written, perhaps in another process that has the tags in another order.</param>
    public virtual bool Match(ReadOnlySpan<byte> field)
    {
        if (field.Length != FieldSize || field[0] != Count)
            return false;
        for (var i = 0; i < Count; i++)
        {
            if (_stamps[i] is not { Length: Stamp.Size } stamp || !Contains(field[1..], _digests[i], stamp))
                return false;
        }

        return true;
    }

    private static bool Contains(ReadOnlySpan<byte> tags, ulong digest, ReadOnlySpan<byte> stamp)
    {
        for (; !tags.IsEmpty; tags = tags[TagSize..])
        {
            if (BinaryPrimitives.ReadUInt64BigEndian(tags) == digest)
                return tags.Slice(KeyDigest.Size, Stamp.Size).SequenceEqual(stamp);
        }

        return false;
    }
}
