using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Diagnostics;

namespace Derp.Kv;

// Many keys at once, for operators. The result of a body that was already running is not stored.
public abstract partial class KvClient
{
    private const int KeysPerDeletion = 500;

    private byte[]? _helperSpace;

    /// <summary>The beginning of keys of claims and counters, which cannot be computed again.</summary>
    private byte[] HelperSpace => _helperSpace ??= [.. KeyPrefixUtf8, .. "derp:"u8];

    /// <summary>
    /// Deletes all values whose keys start with a prefix, and their leases: results of bodies that started before are not
    /// stored. A read through this client that starts after the call joins no computation that started before it. For operators,
    /// after a deployment or a repair: its cost grows with all keys of the store, which are visited twice.
    /// </summary>
    /// <remarks>
    /// All leases of the prefix are deleted first, then all values: a body whose lease was found stores nothing, and a value that was stored before is deleted
    /// too. Not atomic as a whole. Keys below <see cref="KvClientOptions.KeyPrefix"/> and <c>derp:</c>, where wrappers and
    /// helpers keep claims and counters, are left alone. A helper with its own <c>keyPrefix</c> keeps them elsewhere: choose a
    /// prefix that they do not have. While slots of a cluster move, a key can be missed.
    /// </remarks>
    /// <param name="prefix">Any bytes, taken literally, with <see cref="KvClientOptions.KeyPrefix"/>; not empty. For a template, the text before its first placeholder.</param>
    /// <param name="cancellationToken">Ends the work; what was deleted until then stays deleted.</param>
    /// <returns>How many values there were.</returns>
    /// <exception cref="ArgumentException"><paramref name="prefix"/> is empty, or begins with <see cref="KvClientOptions.KeyPrefix"/> and <c>derp:</c>.</exception>
    /// <exception cref="KvUnavailableException">The store did not answer; some of the values may be deleted. Call again.</exception>
    public async ValueTask<long> InvalidateByPrefixAsync(ReadOnlyMemory<byte> prefix, CancellationToken cancellationToken = default)
    {
        if (prefix.IsEmpty)
            throw new ArgumentException("An empty prefix would invalidate every key of the store. Give the beginning of the keys, KvClientOptions.KeyPrefix included.", nameof(prefix));
        if (prefix.Span.StartsWith(HelperSpace))
            throw new ArgumentException("Keys that begin with KeyPrefix and \"derp:\" are claims and counters, which cannot be computed again. Delete such keys one by one.", nameof(prefix));

        var owned = prefix.ToArray();
        var detached = Flights.DetachAll(owned);
        VoidAll();
        try
        {
            var removed = await VoidLeasesAsync(owned, cancellationToken).ConfigureAwait(false);
            removed += await DeleteValuesAsync(owned, cancellationToken).ConfigureAwait(false);
            await TellAllAsync().ConfigureAwait(false);
            return removed;
        }
        finally
        {
            VoidAll();

            // As for one key: flights that began meanwhile may have read the old value, and those that wait must ask again.
            foreach (var flight in Flights.DetachAll(owned).Concat(detached))
                flight.Notify();
        }
    }

    // Which keys there were is not known; a lost notice costs no more than with one key.
    private async ValueTask TellAllAsync()
    {
        if (!Options.NearNotices)
            return;
        try
        {
            await InvokeAsync(s_all, static (client, notice, ct) => client.PublishNearCoreAsync(notice, ct), CancellationToken.None, operation: OperationMetrics.Publish).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            Log.NotPublished(e);
        }
    }

    // Each with its value, in the one step that also notifies its waiters.
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
                    static (client, a, ct) => client.InvalidateCoreAsync(a.key, a.lease, settle: null, ct),
                    cancellationToken,
                    operation: nameof(InvalidateAsync)).ConfigureAwait(false) ? 1 : 0;
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
            // A lease that exists now belongs to a body that began since, and stays. A staged value is no value yet.
            if (IsHelpers(key) || LeaseKey.TryReadKey(key, out _) || LeaseKey.IsStaging(key))
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

    /// <summary>Lists at least all leases of the store; the default scans every key.</summary>
    internal virtual IAsyncEnumerable<byte[]> ScanLeasesCoreAsync(CancellationToken cancellationToken) => ScanCoreAsync(default, cancellationToken);
}
