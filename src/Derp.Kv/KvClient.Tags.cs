using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Tags;

namespace Derp.Kv;

// Tags: each has a random stamp on the server. A value carries the stamps that its tags had before its body began, and is valid
// as long as they are the same. No clock decides.
public abstract partial class KvClient
{
    /// <summary>
    /// Makes every value with the tag invalid, also one whose body is running: its stamp is removed. One round trip, however many values there are.
    /// </summary>
    /// <param name="tag">The key of the stamp, as a generated <c>KeyOf…</c> has it.</param>
    /// <param name="cancellationToken">Ends the wait; the invalidation may happen all the same.</param>
    /// <exception cref="KvException">The store failed or refused the command.</exception>
    public ValueTask InvalidateTagAsync(ReadOnlyMemory<byte> tag, CancellationToken cancellationToken = default) => VoidTagAsync(tag, settle: null, cancellationToken);

    /// <summary>As <see cref="InvalidateTagAsync"/>; for some time after it bodies run at once, and no value with the tag is stored. One round trip.</summary>
    /// <remarks>For bodies that read a replica which lags behind the write. No later invalidation shortens the time.</remarks>
    /// <param name="tag">The key of the stamp, as a generated <c>KeyOf…</c> has it.</param>
    /// <param name="settle">More than zero, rounded up to whole milliseconds.</param>
    /// <param name="cancellationToken">Ends the wait; the invalidation may happen all the same.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="settle"/> is zero or less.</exception>
    /// <exception cref="KvException">The store failed or refused the command.</exception>
    public ValueTask InvalidateTagAndSettleAsync(ReadOnlyMemory<byte> tag, TimeSpan settle, CancellationToken cancellationToken = default) =>
        VoidTagAsync(tag, Ttl.Normalize(settle), cancellationToken);

    private async ValueTask VoidTagAsync(ReadOnlyMemory<byte> tag, TimeSpan? settle, CancellationToken cancellationToken, bool isHelpers = false)
    {
        var owned = tag.ToArray();
        Void(owned);
        try
        {
            await InvokeAsync(
                (owned, settle),
                static async (client, a, ct) =>
                {
                    await client.InvalidateTagCoreAsync(a.owned, a.settle, ct).ConfigureAwait(false);
                    return true;
                },
                cancellationToken,
                isHelpers,
                nameof(InvalidateTagAsync)).ConfigureAwait(false);
        }
        finally
        {
            // What began between the first time and the server's answer may have read the old stamp.
            Void(owned);
        }
    }

    /// <summary>Reads the stamp of a tag, and makes it if there is none. One round trip.</summary>
    /// <param name="tag">The key of the stamp.</param>
    /// <param name="stamp">The one to make: 8 random bytes.</param>
    /// <param name="life">How long values with the stamp may live: more than zero. The stamp lives longer.</param>
    /// <param name="cancellationToken">Ends the wait; the stamp may be made all the same.</param>
    /// <returns>The stamp; the byte <c>S</c> if no value with the tag is to be stored for now.</returns>
    /// <exception cref="ArgumentException"><paramref name="stamp"/> is not 8 bytes long.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="life"/> is zero or less.</exception>
    public ValueTask<byte[]> TakeStampAsync(ReadOnlyMemory<byte> tag, ReadOnlyMemory<byte> stamp, TimeSpan life, CancellationToken cancellationToken = default)
    {
        if (stamp.Length != Stamp.Size)
            throw new ArgumentException($"A stamp has {Stamp.Size} bytes.", nameof(stamp));
        return InvokeAsync((tag, stamp, life: Ttl.Normalize(life)), static (client, a, ct) => client.TakeStampCoreAsync(a.tag, a.stamp, a.life, ct), cancellationToken);
    }

    /// <summary>Implements <see cref="TakeStampAsync"/>.</summary>
    /// <param name="tag">The key of the stamp.</param>
    /// <param name="stamp">The one to make: 8 bytes.</param>
    /// <param name="life">Whole milliseconds, 1 or more: a stamp that may end earlier is given twice that life.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<byte[]> TakeStampCoreAsync(ReadOnlyMemory<byte> tag, ReadOnlyMemory<byte> stamp, TimeSpan life, CancellationToken cancellationToken);

    /// <summary>Implements the server's part of <c>InvalidateTagAsync</c>.</summary>
    /// <param name="tag">The key of the stamp.</param>
    /// <param name="settle">How long nothing is to be stored, whole milliseconds; the longer one of this and what stands there counts. Null: no time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask InvalidateTagCoreAsync(ReadOnlyMemory<byte> tag, TimeSpan? settle, CancellationToken cancellationToken);

    // The value and its stamps in one write. A value that is newer than the stamps looks outdated, which the flight sorts out.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<StoredBytes?> ReadTaggedAsync(byte[] key, TagStamps tags, CancellationToken cancellationToken)
    {
        var read = await ReadTogetherCoreAsync(tags.Behind(key), cancellationToken).ConfigureAwait(false);
        tags.Take(read);
        if (read[0] is not { } bytes)
            return null;
        if (tags.Lacking(bytes) is { Length: > 0 } lacking)
            tags.TakeLacking(lacking, await ReadTogetherCoreAsync(Array.ConvertAll(lacking, static tag => (ReadOnlyMemory<byte>)tag), cancellationToken).ConfigureAwait(false));
        return new StoredBytes(bytes);
    }
}
