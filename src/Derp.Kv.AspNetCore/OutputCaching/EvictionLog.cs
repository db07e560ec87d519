using System.Buffers.Binary;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Tags;

namespace Derp.Kv.AspNetCore.OutputCaching;

/// <summary>
/// The last evictions, under one key. The tags of a page are known only once it is rendered: by this it is known then whether one of them was evicted meanwhile. Of a lost or
/// overwritten log nothing is known, so nothing is stored.
/// <code>
/// n ×   8 bytes   random: names the eviction
///       8 bytes   digest of the tag; 0: of none
/// </code>
/// The latest stands last. Like stamps, they are compared for equality; no clock or counter decides.
/// </summary>
internal sealed class EvictionLog(KvClient client)
{
    /// <summary>How many evictions a rendering may take before it is not known any more what was evicted.</summary>
    public const int Most = 64;

    private const int IdSize = Stamp.Size;
    private const int Size = IdSize + KeyDigest.Size;
    private const int Attempts = 8;

    // A page that takes longer than this to render is not stored.
    private static readonly TimeSpan s_life = TimeSpan.FromDays(1);

    private readonly byte[] _key = [.. client.KeyPrefixUtf8, .. "derp:evictions"u8];

    /// <summary>Names the latest eviction; begins a log if there is none. One round trip.</summary>
    /// <returns>Null: what stands there is no log.</returns>
    public async ValueTask<byte[]?> LatestAsync(CancellationToken cancellationToken)
    {
        var first = Entry(tag: 0);
        var log = await client.SetNxGetAsync(_key, first, s_life, cancellationToken).ConfigureAwait(false) ?? first;
        return IsLog(log) ? log[^Size..^KeyDigest.Size] : null;
    }

    /// <summary>Whether one of some tags was evicted since, or nothing is known of it. One round trip.</summary>
    /// <param name="latest">What <see cref="LatestAsync"/> has returned.</param>
    /// <param name="tags">Digests of their keys.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<bool> HasEvictedAsync(byte[] latest, ulong[] tags, CancellationToken cancellationToken)
    {
        if (await client.GetAsync(_key, cancellationToken).ConfigureAwait(false) is not { } log || !IsLog(log))
            return true;
        for (var at = log.Length - Size; at >= 0; at -= Size)
        {
            if (log.AsSpan(at, IdSize).SequenceEqual(latest))
                return false;
            if (tags.Contains(BinaryPrimitives.ReadUInt64BigEndian(log.AsSpan(at + IdSize))))
                return true;
        }

        return true;
    }

    /// <summary>Adds an eviction. Two round trips, more while others evict.</summary>
    /// <param name="tag">The digest of its key.</param>
    /// <param name="cancellationToken">Ends the wait; it may be added all the same.</param>
    public async ValueTask AddAsync(ulong tag, CancellationToken cancellationToken)
    {
        var entry = Entry(tag);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var log = await client.GetAsync(_key, cancellationToken).ConfigureAwait(false);
            var isAdded = log is null
                ? await client.SetNxAsync(_key, entry, s_life, cancellationToken).ConfigureAwait(false)
                : await client.CompareAndSetAsync(_key, log, Append(log, entry), s_life, cancellationToken).ConfigureAwait(false);
            if (isAdded)
                return;
        }

        // What is being rendered finds nothing that it knows, and is not stored.
        await client.SetAsync(_key, entry, s_life, cancellationToken).ConfigureAwait(false);
    }

    private static bool IsLog(byte[] log) => log.Length > 0 && log.Length % Size == 0;

    private static byte[] Append(byte[] log, byte[] entry)
    {
        if (!IsLog(log))
            return entry;
        var kept = log.AsSpan(Math.Max(0, log.Length - ((Most - 1) * Size)));
        return [.. kept, .. entry];
    }

    private byte[] Entry(ulong tag)
    {
        var entry = new byte[Size];
        client.Chance.NextStamp().CopyTo(entry, 0);
        BinaryPrimitives.WriteUInt64BigEndian(entry.AsSpan(IdSize), tag);
        return entry;
    }
}
