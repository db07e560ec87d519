using System.IO.Hashing;

namespace Derp.Kv.Coordination.Combining;

/// <summary>
/// Keys whose values are known to be large: these are read alone, since a large value delays all others of its command. A table of hashes without
/// a lock; a key that another displaces, or that looks like another, is only read in the other way.
/// </summary>
internal sealed class LargeKeys
{
    /// <summary>From this size on, transfer costs more than a command does.</summary>
    public const int Bytes = 16 * 1024;

    private const int Places = 1024;

    private ulong[]? _hashes;

    public bool Contains(byte[] key) => _hashes is { } hashes && HashOf(key) is var hash && Volatile.Read(ref hashes[hash % Places]) == hash;

    /// <summary>Takes note of a value's size.</summary>
    public void Note(ReadOnlySpan<byte> key, int size)
    {
        if (size >= Bytes)
        {
            var hashes = _hashes ?? Interlocked.CompareExchange(ref _hashes, new ulong[Places], null) ?? _hashes!;
            var hash = HashOf(key);
            Volatile.Write(ref hashes[hash % Places], hash);
        }
        else if (_hashes is { } hashes && HashOf(key) is var hash && Volatile.Read(ref hashes[hash % Places]) == hash)
        {
            Volatile.Write(ref hashes[hash % Places], 0);
        }
    }

    private static ulong HashOf(ReadOnlySpan<byte> key) => XxHash3.HashToUInt64(key);
}
