namespace Derp.Kv.Simulation;

// One command each. Keys and values are copied: a caller that has left may use its memory again.
internal sealed partial class SimulatedKvClient
{
    protected override ValueTask<byte[]?> GetCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        return SendAsync(CommandKind.Get, owned, static (scripts, key) => scripts.Store.GetAsync(key), cancellationToken, owned);
    }

    protected override ValueTask<IReadOnlyList<byte[]?>> MGetCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>[] owned = [.. keys.Select(static key => key.ToArray())];
        return SendAsync(CommandKind.MGet, owned, static (scripts, keys) => scripts.Store.MGetAsync(keys), cancellationToken, keys: owned.Length);
    }

    protected override ValueTask SetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        return new(SendAsync(
            CommandKind.Set,
            (owned, value: value.ToArray(), ttl),
            static (scripts, a) => Done(scripts.Store.SetAsync(a.owned, a.value, a.ttl)),
            cancellationToken,
            owned).AsTask());
    }

    protected override ValueTask<bool> SetNxCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        return SendAsync(CommandKind.SetNx, (owned, value: value.ToArray(), ttl), static (scripts, a) => scripts.Store.SetNxAsync(a.owned, a.value, a.ttl), cancellationToken, owned);
    }

    protected override ValueTask<byte[]?> SetNxGetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var (owned, record) = (key.ToArray(), value.ToArray());
        return SendAsync(CommandKind.SetNxGet, (owned, record, ttl), static (scripts, a) => scripts.Store.SetNxGetAsync(a.owned, a.record, a.ttl), cancellationToken, owned, record);
    }

    protected override ValueTask MSetCoreAsync(IReadOnlyList<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> items, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>[] owned = [.. items.Select(static item => KeyValuePair.Create<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(item.Key.ToArray(), item.Value.ToArray()))];
        return new(SendAsync(CommandKind.MSet, (owned, ttl), static (scripts, a) => Done(scripts.Store.MSetAsync(a.owned, a.ttl)), cancellationToken, keys: owned.Length).AsTask());
    }

    protected override ValueTask<bool> DeleteCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        return SendAsync(CommandKind.Delete, owned, static (scripts, key) => scripts.Store.DeleteAsync(key), cancellationToken, owned);
    }

    protected override ValueTask<long> DeleteManyCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>[] owned = [.. keys.Select(static key => key.ToArray())];
        return SendAsync(CommandKind.DeleteMany, owned, static (scripts, keys) => scripts.Store.DeleteManyAsync(keys), cancellationToken, keys: owned.Length);
    }

    protected override ValueTask<bool> ExistsCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        return SendAsync(CommandKind.Exists, owned, static (scripts, key) => scripts.Store.ExistsAsync(key), cancellationToken, owned);
    }

    protected override ValueTask<TimeSpan?> TtlCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        return SendAsync(CommandKind.Ttl, owned, static (scripts, key) => scripts.Store.TtlAsync(key), cancellationToken, owned);
    }

    protected override ValueTask<bool> ExpireCoreAsync(ReadOnlyMemory<byte> key, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        return SendAsync(CommandKind.Expire, (owned, ttl), static (scripts, a) => scripts.Store.ExpireAsync(a.owned, a.ttl), cancellationToken, owned);
    }

    protected override ValueTask<long> IncrCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        return SendAsync(CommandKind.Incr, owned, static (scripts, key) => scripts.Store.IncrAsync(key), cancellationToken, owned);
    }

    protected override ValueTask<bool> CompareAndSetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var (owned, compared) = (key.ToArray(), expected.ToArray());
        return SendAsync(
            CommandKind.CompareAndSet,
            (owned, compared, value: value.ToArray(), ttl),
            static (scripts, a) => scripts.Store.CompareAndSetAsync(a.owned, a.compared, a.value, a.ttl),
            cancellationToken,
            owned,
            compared);
    }

    protected override ValueTask<bool> CompareAndDeleteCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, CancellationToken cancellationToken)
    {
        var (owned, compared) = (key.ToArray(), expected.ToArray());
        return SendAsync(CommandKind.CompareAndDelete, (owned, compared), static (scripts, a) => scripts.Store.CompareAndDeleteAsync(a.owned, a.compared), cancellationToken, owned, compared);
    }

    protected override ValueTask<bool> CompareAndExpireCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var (owned, compared) = (key.ToArray(), expected.ToArray());
        return SendAsync(CommandKind.CompareAndExpire, (owned, compared, ttl), static (scripts, a) => scripts.CompareAndExpireAsync(a.owned, a.compared, a.ttl), cancellationToken, owned, compared);
    }

    // A scan of a whole store is one command here, in the order of the keys.
    protected override async IAsyncEnumerable<byte[]> ScanCoreAsync(ReadOnlyMemory<byte> prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await SendAsync(CommandKind.Scan, prefix.ToArray(), static (scripts, prefix) => new ValueTask<byte[][]>(scripts.KeysOf(prefix)), cancellationToken).ConfigureAwait(false);
        foreach (var key in found)
            yield return key;
    }

    private static ValueTask<bool> Done(ValueTask done)
    {
        // Memory has done it, or has thrown.
        done.GetAwaiter().GetResult();
        return new(true);
    }
}
