using System.Buffers;
using Derp.Kv.Runtime.Named;
using Microsoft.Extensions.Caching.Distributed;

namespace Derp.Kv.Hybrid.Distributed;

/// <summary>
/// The framework's cache of bytes: one string of the store for each entry, whose expiry the server keeps. A read is one command; of an entry with a sliding expiration a use is written
/// once in a tenth of that.
/// </summary>
internal sealed partial class KvDistributedCache : IBufferDistributedCache
{
    private readonly KvClient _client;
    private readonly NamedSpace _space;
    private readonly Renewals _renewals;
    private readonly string _instance;
    private readonly TimeSpan _byDefault;

    public KvDistributedCache(KvClient client, KvDistributedCacheOptions options)
    {
        _client = client;
        _space = new NamedSpace(client, "cache");
        _renewals = new Renewals(client.Time);
        (_instance, _byDefault) = (options.InstanceName, options.DefaultSlidingExpiration);
    }

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        var entry = await ReadAsync(KeyOf(key), token).ConfigureAwait(false);
        return entry?[DistributedEntry.HeaderSize..];
    }

    public async ValueTask<bool> TryGetAsync(string key, IBufferWriter<byte> destination, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (await ReadAsync(KeyOf(key), token).ConfigureAwait(false) is not { } entry)
            return false;
        destination.Write(entry.AsSpan(DistributedEntry.HeaderSize));
        return true;
    }

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        await SetAsync(key, new ReadOnlySequence<byte>(value), options, token).ConfigureAwait(false);
    }

    public async ValueTask SetAsync(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        var written = KeyOf(key);
        ArgumentNullException.ThrowIfNull(options);
        var now = _client.Time.GetUtcNow();
        var lifetime = Lifetime.Of(options, _byDefault, now);
        var sent = _client.Time.GetTimestamp();
        await _client.SetAsync(written, DistributedEntry.Write(value, lifetime), lifetime.From(now), token).ConfigureAwait(false);
        if (lifetime.Sliding is { } sliding)
            _renewals.Note(written, sliding, sent);
        else
            _renewals.Forget(written);
    }

    public async Task RefreshAsync(string key, CancellationToken token = default)
    {
        var written = KeyOf(key);

        // Sessions ask for it at the end of each request that only read.
        if (!_renewals.IsRecent(written))
            await ReadAsync(written, token).ConfigureAwait(false);
    }

    public async Task RemoveAsync(string key, CancellationToken token = default)
    {
        var written = KeyOf(key);
        await _client.DeleteAsync(written, token).ConfigureAwait(false);
        _renewals.Forget(written);
    }

    // What is no entry, such as another program's value, is a miss.
    private async ValueTask<byte[]?> ReadAsync(byte[] key, CancellationToken cancellationToken)
    {
        if (await _client.GetAsync(key, cancellationToken).ConfigureAwait(false) is not { } stored || !DistributedEntry.TryRead(stored, out var lifetime))
            return null;
        if (lifetime.Sliding is { } sliding && !_renewals.IsRecent(key, sliding))
            await RenewAsync(key, lifetime, sliding, cancellationToken).ConfigureAwait(false);
        return stored;
    }

    private async ValueTask RenewAsync(byte[] key, Lifetime lifetime, TimeSpan sliding, CancellationToken cancellationToken)
    {
        // The server ends what has passed its absolute expiration; here the clock may already say so.
        var left = lifetime.From(_client.Time.GetUtcNow());
        if (left <= TimeSpan.Zero)
            return;
        var sent = _client.Time.GetTimestamp();
        if (await _client.ExpireAsync(key, left, cancellationToken).ConfigureAwait(false))
            _renewals.Note(key, sliding, sent);
    }

    private byte[] KeyOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _space.KeyOf(_instance + key);
    }
}
