using System.IO.Hashing;

namespace Derp.Kv.Hybrid.Distributed;

/// <summary>
/// When this process has last given entries their whole sliding time: a use within a tenth of it writes nothing. A table of fixed size; of two keys in one place the earlier is
/// forgotten, which costs a write.
/// </summary>
internal sealed class Renewals(TimeProvider time)
{
    private const int Size = 4096;

    private readonly Renewal?[] _places = new Renewal?[Size];

    /// <summary>Whether a use that begins now need not be written.</summary>
    /// <param name="key">The written key.</param>
    /// <param name="sliding">The entry's; null: the one that it had then.</param>
    public bool IsRecent(ReadOnlySpan<byte> key, TimeSpan? sliding = null)
    {
        var hash = XxHash3.HashToUInt64(key);
        return Volatile.Read(ref PlaceOf(hash)) is { } renewal
            && renewal.Hash == hash
            && time.GetElapsedTime(renewal.At) < (sliding ?? renewal.Sliding) / 10;
    }

    /// <summary>The entry has got its whole time by a command that was sent at some moment.</summary>
    public void Note(ReadOnlySpan<byte> key, TimeSpan sliding, long sent)
    {
        var hash = XxHash3.HashToUInt64(key);
        Volatile.Write(ref PlaceOf(hash), new Renewal(hash, sliding, sent));
    }

    /// <summary>The entry is gone.</summary>
    public void Forget(ReadOnlySpan<byte> key)
    {
        var hash = XxHash3.HashToUInt64(key);
        if (Volatile.Read(ref PlaceOf(hash)) is { } renewal && renewal.Hash == hash)
            Volatile.Write(ref PlaceOf(hash), null);
    }

    private ref Renewal? PlaceOf(ulong hash) => ref _places[hash % Size];

    private sealed record Renewal(ulong Hash, TimeSpan Sliding, long At);
}
