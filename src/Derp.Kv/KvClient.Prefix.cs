using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv;

// Many keys at once, for operators: whatever a running body has read, it was read before.
public abstract partial class KvClient
{
    private const int KeysPerDeletion = 500;

    private byte[]? _helperSpace;

    /// <summary>Keys of claims and counters begin so, which are no values that could be computed again.</summary>
    private byte[] HelperSpace => _helperSpace ??= [.. KeyPrefixUtf8, .. "derp:"u8];

    /// <summary>
    /// Deletes all values whose keys start with a prefix, and voids their leases: what bodies that started before return is not
    /// stored. A read through this client that starts after the call joins no computation that started before it. For operators,
    /// after a deployment or a repair: its cost grows with all keys of the store, which are visited twice.
    /// </summary>
    /// <remarks>
    /// First all leases of the prefix go, then all values: a body whose lease was found stores nothing, and one that had stored before is found
    /// itself. Not atomic as a whole. Keys below <see cref="KvClientOptions.KeyPrefix"/> and <c>derp:</c>, where wrappers and
    /// helpers keep claims and counters, are left alone. A helper that was given a <c>keyPrefix</c> of its own keeps them elsewhere: choose a
    /// prefix that they do not have. While slots of a cluster move, a key can be missed.
    /// </remarks>
    /// <param name="prefix">Any bytes, taken literally, with <see cref="KvClientOptions.KeyPrefix"/>; not empty. For a template, what stands before its first placeholder.</param>
    /// <param name="cancellationToken">Ends the work; what was deleted until then stays so.</param>
    /// <returns>How many values there were.</returns>
    /// <exception cref="ArgumentException"><paramref name="prefix"/> is empty, or lies below <see cref="KvClientOptions.KeyPrefix"/> and <c>derp:</c>.</exception>
    /// <exception cref="KvUnavailableException">The store did not answer; some of the values may be gone. Call again.</exception>
    public async ValueTask<long> InvalidateByPrefixAsync(ReadOnlyMemory<byte> prefix, CancellationToken cancellationToken = default)
    {
        if (prefix.IsEmpty)
            throw new ArgumentException("An empty prefix would invalidate every key of the store. Name what the keys begin with, KvClientOptions.KeyPrefix included.", nameof(prefix));
        if (prefix.Span.StartsWith(HelperSpace))
            throw new ArgumentException("Below KeyPrefix and derp: there are claims and counters, which cannot be computed again. Delete single keys of them.", nameof(prefix));

        var owned = prefix.ToArray();
        var detached = Flights.DetachAll(owned);
        _near?.VoidAll("invalidation");
        try
        {
            var removed = await VoidLeasesAsync(owned, cancellationToken).ConfigureAwait(false);
            return removed + await DeleteValuesAsync(owned, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _near?.VoidAll("invalidation");
            await TellAllAsync().ConfigureAwait(false);

            // As for one key: flights that began meanwhile may have read the old truth, and those that wait do so for nothing.
            foreach (var flight in Flights.DetachAll(owned).Concat(detached))
                flight.Notify();
        }
    }

    // Which keys there were is not known; a notice that is lost costs no more than with one key.
    private async ValueTask TellAllAsync()
    {
        if (!Options.NearNotices)
            return;
        try
        {
            await InvokeAsync(s_all, static (client, notice, ct) => client.PublishNearCoreAsync(notice, ct), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            Log.NotPublished(e);
        }
    }

    // Each with its value in the one step that also tells who waits for it.
    private async ValueTask<long> VoidLeasesAsync(byte[] prefix, CancellationToken cancellationToken)
    {
        var removed = 0L;
        var leases = ScanGuardedAsync(default, static (client, _, ct) => client.ScanLeasesCoreAsync(ct), limit: null, cancellationToken);
        await foreach (var lease in leases.ConfigureAwait(false))
        {
            if (LeaseKey.TryReadKey(lease, out var key) && key.AsSpan().StartsWith(prefix) && !IsHelpers(key))
            {
                removed += await InvokeAsync(
                    (key, lease),
                    static (client, a, ct) => client.InvalidateCoreAsync(a.key, a.lease, ct),
                    cancellationToken).ConfigureAwait(false) ? 1 : 0;
            }
        }

        return removed;
    }

    private async ValueTask<long> DeleteValuesAsync(byte[] prefix, CancellationToken cancellationToken)
    {
        var removed = 0L;
        var keys = new List<ReadOnlyMemory<byte>>();
        await foreach (var key in ScanAsync(prefix, limit: null, cancellationToken).ConfigureAwait(false))
        {
            // A lease that is there now is of a body that began since, and keeps it.
            if (IsHelpers(key) || LeaseKey.TryReadKey(key, out _))
                continue;
            keys.Add(key);
            if (keys.Count < KeysPerDeletion)
                continue;
            removed += await DeleteManyAsync(keys, cancellationToken).ConfigureAwait(false);
            keys = [];
        }

        return removed + await DeleteManyAsync(keys, cancellationToken).ConfigureAwait(false);
    }

    private bool IsHelpers(ReadOnlySpan<byte> key) => key.StartsWith(HelperSpace);

    /// <summary>Lists at least all leases of the store; the default looks at every key.</summary>
    internal virtual IAsyncEnumerable<byte[]> ScanLeasesCoreAsync(CancellationToken cancellationToken) => ScanCoreAsync(default, cancellationToken);
}
