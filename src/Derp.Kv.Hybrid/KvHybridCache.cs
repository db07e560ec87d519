using System.Collections.Concurrent;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Diagnostics;
using Derp.Kv.Hybrid.Serializers;
using Derp.Kv.Keys;
using Derp.Kv.Near;
using Derp.Kv.Runtime.Named;
using Microsoft.Extensions.Caching.Hybrid;

namespace Derp.Kv.Hybrid;

/// <summary>
/// The framework's class over guarded gets: a factory runs once over all processes, under a lease; an entry carries the stamps that its tags had before its factory began.
/// The local cache is the client's near cache.
/// </summary>
internal sealed partial class KvHybridCache : HybridCache
{
    public const string MethodName = "HybridCache";

    private readonly ConcurrentDictionary<Type, object> _values = new();
    private readonly NearHits _hits = new();
    private readonly KvClient _client;
    private readonly HybridSerializers _serializers;
    private readonly NamedSpace _space;
    private readonly HybridLog _log;
    private readonly HybridCacheEntryOptions? _defaults;
    private readonly HybridTerms _defaultTerms;
    private readonly TimeSpan _lockTtl;
    private readonly long _maxPayload;
    private readonly int _maxKeyLength;
    private GuardPolicy? _lastPolicy;

    public KvHybridCache(KvClient client, KvHybridCacheOptions options, HybridSerializers serializers)
    {
        (_client, _serializers) = (client, serializers);
        _space = new NamedSpace(client, "hybrid");
        _log = new HybridLog(client.Options);
        _defaults = options.DefaultEntryOptions;
        _defaultTerms = HybridTerms.Of(null, _defaults);
        (_lockTtl, _maxPayload, _maxKeyLength) = (Ttl.NormalizeLock(options.LockTtl, nameof(options)), options.MaximumPayloadBytes, options.MaximumKeyLength);
        KvMetrics.NearCaches.Add(_hits, MethodName);
    }

    public override ValueTask<T> GetOrCreateAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory,
        HybridCacheEntryOptions? options = null,
        IEnumerable<string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        cancellationToken.ThrowIfCancellationRequested();
        var terms = TermsOf(options);
        if (!IsUsable(key) || !_client.Options.CacheEnabled)
            return terms.RunsFactory ? factory(state, cancellationToken) : default;

        var values = ValuesOf<T>();
        if (terms.ReadsNear && _client.Near is { IsServing: true } near && TryFindNear(near, values, key, out var value))
            return new(value);

        var read = NewRead(values, _space.KeyOf(key), tags, terms);
        if (!terms.RunsFactory)
            return terms.ReadsStore ? LookAsync(read, terms, cancellationToken) : default;
        return terms is { ReadsStore: true, WritesStore: true }
            ? _client.GuardAsync(read.WrittenKey, read, new GuardedCall<(TState State, Func<TState, CancellationToken, ValueTask<T>> Factory), T>(PolicyOf(terms), (state, factory), static (call, ct) => call.Factory(call.State, ct)), cancellationToken)
            : RunAsync(new OwnRun<TState, T>(this, read, terms, state, factory), cancellationToken);
    }

    private static bool TryFindNear<T>(NearCache near, HybridValues<T> values, NamedSpace space, string key, out T value)
    {
        var writer = new KeyWriter(stackalloc byte[256]);
        space.WriteKey(ref writer, key);
        var isFound = values.TryFind(near, writer.Written, out value!);
        writer.Dispose();
        return isFound;
    }

    private bool TryFindNear<T>(NearCache near, HybridValues<T> values, string key, out T value) => TryFindNear(near, values, _space, key, out value);

    // Neither joins a run nor starts one.
    private async ValueTask<T> LookAsync<T>(HybridRead<T> read, HybridTerms terms, CancellationToken cancellationToken)
    {
        var hit = await _client.LookAsync(read.WrittenKey, read, PolicyOf(terms), cancellationToken).ConfigureAwait(false);
        return hit.Found ? hit.Value : default!;
    }

    // A call that does not read the store, or does not write it, takes no lease: others would wait for what they never get.
    private async ValueTask<T> RunAsync<TState, T>(OwnRun<TState, T> run, CancellationToken cancellationToken)
    {
        var policy = PolicyOf(run.Terms);
        if (run.Terms.ReadsStore && await _client.LookAsync(run.Read.WrittenKey, run.Read, policy, cancellationToken).ConfigureAwait(false) is { Found: true } hit)
            return hit.Value;

        // Calls with other flags have runs of their own. No lease's key is made of it.
        byte[] shared = [.. run.Read.WrittenKey, (byte)'%', run.Terms.Kind];
        return await _client.ShareAsync(shared, run.Read, new GuardedCall<OwnRun<TState, T>, T>(policy, run, static (run, ct) => run.RunAsync(ct)), cancellationToken).ConfigureAwait(false);
    }

    private HybridTerms TermsOf(HybridCacheEntryOptions? options) => options is null ? _defaultTerms : HybridTerms.Of(options, _defaults);

    // Most calls of an application have the same lifetime.
    private GuardPolicy PolicyOf(in HybridTerms terms) =>
        _lastPolicy is { } last && last.Ttl == terms.Stored ? last : _lastPolicy = new GuardPolicy(MethodName, terms.Stored, _lockTtl);

    private HybridRead<T> NewRead<T>(HybridValues<T> values, byte[] key, IEnumerable<string>? tags, in HybridTerms terms) =>
        new(_client, values, key, HybridTags.Of(_space, tags), terms.WritesNear && _client.NearEnabled ? _client.OpenNear() : null, terms.Near);

    private HybridValues<T> ValuesOf<T>() =>
        (HybridValues<T>)(_values.TryGetValue(typeof(T), out var known) ? known : _values.GetOrAdd(typeof(T), static (_, cache) => new HybridValues<T>(cache._serializers.For<T>(), cache._maxPayload, cache._hits), this));

    private bool IsUsable(string? key)
    {
        if (string.IsNullOrWhiteSpace(key))
        {
            _log.EmptyKey();
            return false;
        }

        if (key.Length <= _maxKeyLength)
            return true;
        _log.LongKey(key.Length, _maxKeyLength);
        return false;
    }
}
