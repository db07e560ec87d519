using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;

namespace Derp.Kv;

// One command each. Keys and values are any bytes; keys are taken as they are, without the prefix.
public abstract partial class KvClient
{
    /// <summary>Reads a value. One round trip (<c>GET</c>).</summary>
    /// <param name="key">Any bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A copy of the value; null when there is none.</returns>
    public ValueTask<byte[]?> GetAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken = default) =>
        InvokeAsync(key, static (client, key, ct) => client.GetCoreAsync(key, ct), cancellationToken);

    /// <summary>Writes a value and its expiry, and replaces an existing one. One round trip (<c>SET</c>).</summary>
    /// <param name="key">Any bytes.</param>
    /// <param name="value">Any bytes, also none.</param>
    /// <param name="ttl">More than zero; rounded up to whole milliseconds and clamped to 1,000 years. Null: no expiry.</param>
    /// <param name="cancellationToken">Ends the wait; the write may happen all the same.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ttl"/> is zero or less.</exception>
    public ValueTask SetAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan? ttl = null, CancellationToken cancellationToken = default) =>
        InvokeAsync((key, value, ttl: Ttl.Normalize(ttl)), static (client, a, ct) => client.SetCoreAsync(a.key, a.value, a.ttl, ct), cancellationToken);

    /// <summary>Writes a value if the key has none. One round trip (<c>SET … NX</c>).</summary>
    /// <param name="key">Any bytes.</param>
    /// <param name="value">Any bytes, also none.</param>
    /// <param name="ttl">More than zero; rounded up to whole milliseconds and clamped to 1,000 years. Null: no expiry.</param>
    /// <param name="cancellationToken">Ends the wait; the write may happen all the same.</param>
    /// <returns>Whether the value was written.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ttl"/> is zero or less.</exception>
    public ValueTask<bool> SetNxAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan? ttl = null, CancellationToken cancellationToken = default) =>
        InvokeAsync((key, value, ttl: Ttl.Normalize(ttl)), static (client, a, ct) => client.SetNxCoreAsync(a.key, a.value, a.ttl, ct), cancellationToken);

    /// <summary>Deletes a key. One round trip.</summary>
    /// <param name="key">Any bytes.</param>
    /// <param name="cancellationToken">Ends the wait; the write may happen all the same.</param>
    /// <returns>Whether there was a value.</returns>
    public ValueTask<bool> DeleteAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken = default) =>
        Denials.AreAsked
            ? ForgetAfterAsync(key, InvokeAsync(key, static (client, key, ct) => client.DeleteCoreAsync(key, ct), cancellationToken), isReset: true)
            : InvokeAsync(key, static (client, key, ct) => client.DeleteCoreAsync(key, ct), cancellationToken);

    /// <summary>Asks whether a key has a value. One round trip (<c>EXISTS</c>).</summary>
    /// <param name="key">Any bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<bool> ExistsAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken = default) =>
        InvokeAsync(key, static (client, key, ct) => client.ExistsCoreAsync(key, ct), cancellationToken);

    /// <summary>Reads many values. One round trip; not a snapshot if the keys are on several servers.</summary>
    /// <param name="keys">Any bytes; may repeat. None: no round trip.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A value or null for each key, in order.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="keys"/> is null.</exception>
    public ValueTask<IReadOnlyList<byte[]?>> MGetAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return InvokeAsync(
            keys,
            static (client, keys, ct) => keys.Count == 0 ? new ValueTask<IReadOnlyList<byte[]?>>([]) : client.MGetCoreAsync(keys, ct),
            cancellationToken);
    }

    /// <summary>Writes many values, each as by <see cref="SetAsync"/>. One round trip (pipelined); not atomic as a whole.</summary>
    /// <param name="items">Keys and values; if a key repeats, its last value is kept. None: no round trip.</param>
    /// <param name="ttl">More than zero; rounded up to whole milliseconds and clamped to 1,000 years. Null: no expiry.</param>
    /// <param name="cancellationToken">Ends the wait; the writes may happen all the same.</param>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ttl"/> is zero or less.</exception>
    public ValueTask MSetAsync(IReadOnlyList<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> items, TimeSpan? ttl = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return InvokeAsync(
            (items, ttl: Ttl.Normalize(ttl)),
            static (client, a, ct) => a.items.Count == 0 ? default : client.MSetCoreAsync(a.items, a.ttl, ct),
            cancellationToken);
    }

    /// <summary>Deletes many keys. One round trip; not atomic if the keys are on several servers.</summary>
    /// <param name="keys">Any bytes; may repeat. None: no round trip.</param>
    /// <param name="cancellationToken">Ends the wait; the writes may happen all the same.</param>
    /// <returns>How many values there were.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="keys"/> is null.</exception>
    public ValueTask<long> DeleteManyAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return InvokeAsync(
            keys,
            static (client, keys, ct) => keys.Count == 0 ? new ValueTask<long>(0) : client.DeleteManyCoreAsync(keys, ct),
            cancellationToken);
    }

    /// <summary>Reads the remaining time of a key, in milliseconds. One round trip (<c>PTTL</c>).</summary>
    /// <param name="key">Any bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when there is no value, or one without expiry.</returns>
    public ValueTask<TimeSpan?> TtlAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken = default) =>
        InvokeAsync(key, static (client, key, ct) => client.TtlCoreAsync(key, ct), cancellationToken);

    /// <summary>Sets the expiry of a key. One round trip (<c>PEXPIRE</c>).</summary>
    /// <param name="key">Any bytes.</param>
    /// <param name="ttl">More than zero; rounded up to whole milliseconds and clamped to 1,000 years.</param>
    /// <param name="cancellationToken">Ends the wait; the write may happen all the same.</param>
    /// <returns>Whether there was a value.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ttl"/> is zero or less.</exception>
    public ValueTask<bool> ExpireAsync(ReadOnlyMemory<byte> key, TimeSpan ttl, CancellationToken cancellationToken = default) =>
        InvokeAsync((key, ttl: Ttl.Normalize(ttl)), static (client, a, ct) => client.ExpireCoreAsync(a.key, a.ttl, ct), cancellationToken);

    /// <summary>Adds one to a decimal number and keeps its expiry; a key without a value counts as 0, without expiry. One round trip (<c>INCR</c>).</summary>
    /// <param name="key">Any bytes.</param>
    /// <param name="cancellationToken">Ends the wait; the write may happen all the same.</param>
    /// <returns>The new number.</returns>
    /// <exception cref="KvException">The value is not a 64-bit integer, or would leave its range.</exception>
    public ValueTask<long> IncrAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken = default) =>
        InvokeAsync(key, static (client, key, ct) => client.IncrCoreAsync(key, ct), cancellationToken);

    /// <summary>
    /// Lists the keys that start with a prefix, each once, in no order. A key that exists from start to end is listed;
    /// one that is written or deleted meanwhile may be. The cost grows with all keys of the store, not with those that match.
    /// </summary>
    /// <param name="prefix">Any bytes, taken literally. Empty: all keys.</param>
    /// <param name="limit">The most keys to list, 1 or more. Null: all.</param>
    /// <param name="cancellationToken">Ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is less than 1.</exception>
    public IAsyncEnumerable<byte[]> ScanAsync(ReadOnlyMemory<byte> prefix = default, int? limit = null, CancellationToken cancellationToken = default)
    {
        if (limit is { } count)
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(limit));
        return ScanGuardedAsync(prefix, static (client, prefix, ct) => client.ScanCoreAsync(prefix, ct), limit, cancellationToken);
    }

    private async IAsyncEnumerable<byte[]> ScanGuardedAsync(
        ReadOnlyMemory<byte> prefix,
        Func<KvClient, ReadOnlyMemory<byte>, CancellationToken, IAsyncEnumerable<byte[]>> core,
        int? limit,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var listed = 0;
        var keys = core(this, prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (keys.ConfigureAwait(false))
        {
            while (await InvokeAsync(keys, static (_, keys, _) => keys.MoveNextAsync(), cancellationToken, operation: nameof(ScanAsync)).ConfigureAwait(false))
            {
                yield return keys.Current;
                if (++listed == limit)
                    yield break;
            }
        }
    }

    /// <summary>As <see cref="GetCoreAsync"/>, for a reader that needs the bytes only for a moment: a backend may then avoid an array for each value.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal virtual async ValueTask<StoredBytes?> ReadCoreAsync(byte[] key, CancellationToken cancellationToken) =>
        await GetCoreAsync(key, cancellationToken).ConfigureAwait(false) is { } bytes ? new StoredBytes(bytes) : null;

    /// <summary>As <see cref="MGetCoreAsync"/>, for the helpers' own reads.</summary>
    internal virtual ValueTask<IReadOnlyList<byte[]?>> ReadTogetherCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) => MGetCoreAsync(keys, cancellationToken);

    /// <summary>Implements <see cref="GetAsync"/>.</summary>
    /// <param name="key">The key; valid until the returned task ends.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<byte[]?> GetCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken);

    /// <summary>Implements <see cref="SetAsync"/>.</summary>
    /// <param name="key">The key; valid until the returned task ends.</param>
    /// <param name="value">The value; valid until the returned task ends.</param>
    /// <param name="ttl">Whole milliseconds, 1 or more, at most 1,000 years; null for no expiry.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask SetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken);

    /// <summary>Implements <see cref="SetNxAsync"/>.</summary>
    /// <param name="key">The key; valid until the returned task ends.</param>
    /// <param name="value">The value; valid until the returned task ends.</param>
    /// <param name="ttl">Whole milliseconds, 1 or more, at most 1,000 years; null for no expiry.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<bool> SetNxCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken);

    /// <summary>Implements <see cref="DeleteAsync"/>.</summary>
    /// <param name="key">The key; valid until the returned task ends.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<bool> DeleteCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken);

    /// <summary>Implements <see cref="ExistsAsync"/>.</summary>
    /// <param name="key">The key; valid until the returned task ends.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<bool> ExistsCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken);

    /// <summary>Implements <see cref="MGetAsync"/>.</summary>
    /// <param name="keys">One key or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<IReadOnlyList<byte[]?>> MGetCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken);

    /// <summary>Implements <see cref="MSetAsync"/>.</summary>
    /// <param name="items">One item or more.</param>
    /// <param name="ttl">Whole milliseconds, 1 or more, at most 1,000 years; null for no expiry.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask MSetCoreAsync(IReadOnlyList<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> items, TimeSpan? ttl, CancellationToken cancellationToken);

    /// <summary>Implements <see cref="DeleteManyAsync"/>.</summary>
    /// <param name="keys">One key or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<long> DeleteManyCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken);

    /// <summary>Implements <see cref="TtlAsync"/>.</summary>
    /// <param name="key">The key; valid until the returned task ends.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<TimeSpan?> TtlCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken);

    /// <summary>Implements <see cref="ExpireAsync"/>.</summary>
    /// <param name="key">The key; valid until the returned task ends.</param>
    /// <param name="ttl">Whole milliseconds, 1 or more, at most 1,000 years.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<bool> ExpireCoreAsync(ReadOnlyMemory<byte> key, TimeSpan ttl, CancellationToken cancellationToken);

    /// <summary>Implements <see cref="IncrAsync"/>.</summary>
    /// <param name="key">The key; valid until the returned task ends.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<long> IncrCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken);

    /// <summary>Implements <see cref="ScanAsync"/>: every key once.</summary>
    /// <param name="prefix">Any bytes; empty for all keys.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    protected abstract IAsyncEnumerable<byte[]> ScanCoreAsync(ReadOnlyMemory<byte> prefix, CancellationToken cancellationToken);
}
