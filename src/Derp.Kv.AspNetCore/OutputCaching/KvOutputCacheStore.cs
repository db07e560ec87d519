using System.Buffers;
using System.IO.Pipelines;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Diagnostics;
using Derp.Kv.Runtime.Named;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;

namespace Derp.Kv.AspNetCore.OutputCaching;

/// <summary>
/// Pages with the stamps of their tags. An eviction is entered in the log first and then removes the tag's stamp; a page is stored with stamps that were read before the log is asked
/// what was evicted since the request looked for it. So an eviction that overlaps the rendering is seen in the log, or the page carries a stamp that is gone.
/// </summary>
internal sealed class KvOutputCacheStore(KvClient client, IHttpContextAccessor requests) : IOutputCacheBufferStore
{
    public const string MethodName = "OutputCache";

    private static readonly NamedValues<ReadOnlySequence<byte>> s_values = new(MethodName, StoredType.Named("page"), PageSerializer.Instance, long.MaxValue);
    private static readonly GuardPolicy s_policy = new(MethodName, Ttl.Max, TimeSpan.FromSeconds(10));

    private readonly NamedSpace _space = new(client, "page");
    private readonly EvictionLog _evictions = new(client);
    private readonly OutputCacheLog _log = new(client.Options);

    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return await FindAsync(key, cancellationToken).ConfigureAwait(false) is { } page ? page.ToArray() : null;
    }

    public async ValueTask<bool> TryGetAsync(string key, PipeWriter destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(destination);
        if (await FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } page)
            return false;
        await destination.WriteAsync(page.First, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        return SetAsync(key, new ReadOnlySequence<byte>(value), tags, validFor, cancellationToken);
    }

    // The token is the request's: that its caller has left is no reason to render the page again for the next one.
    public async ValueTask SetAsync(string key, ReadOnlySequence<byte> value, ReadOnlyMemory<string> tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        var named = PageTags.Of(_space, tags.Span);
        var page = new NamedCodec<ReadOnlySequence<byte>>(client, s_values, _space.KeyOf(key), named);
        await named.AskAsync(client, validFor).ConfigureAwait(false);
        if (await WhyNotAsync(key, named).ConfigureAwait(false) is { } reason)
        {
            KvMetrics.ValueNotStored(MethodName, reason);
            return;
        }

        var bytes = page.Encode(page.WrittenKey, value, client.Time, default);
        await client.SetAsync(page.WrittenKey, bytes, validFor, CancellationToken.None).ConfigureAwait(false);
    }

    public async ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tag);
        var key = _space.TagOf(tag);
        await _evictions.AddAsync(KeyDigest.Of(key), cancellationToken).ConfigureAwait(false);
        await client.InvalidateTagAsync(key, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ReadOnlySequence<byte>?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var page = new NamedCodec<ReadOnlySequence<byte>>(client, s_values, _space.KeyOf(key), NamedTags.Of(_space, []));
        var hit = await client.LookAsync(page.WrittenKey, page, s_policy, cancellationToken).ConfigureAwait(false);
        if (hit.Found)
            return hit.Value;
        if (requests.HttpContext is { } http)
            PageMiss.Keep(http, new PageMiss(key, await LatestAsync(cancellationToken).ConfigureAwait(false)));
        return null;
    }

    private async ValueTask<byte[]?> LatestAsync(CancellationToken cancellationToken)
    {
        try
        {
            return client.Breaker.TryPass() ? await _evictions.LatestAsync(cancellationToken).ConfigureAwait(false) : null;
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            client.NoteFailure(MethodName, "evictions", e);
            return null;
        }
    }

    // Null: the page may be stored.
    private async ValueTask<string?> WhyNotAsync(string key, NamedTags tags)
    {
        if (tags.AreSettling)
            return "settling";

        // Outside of a request nothing is known of when a page was begun: it counts as begun now.
        if (requests.HttpContext is not { } http)
            return null;
        if (PageMiss.Find(http, key) is not { } miss)
        {
            _log.BeginUnknown();
            return "begin_unknown";
        }

        if (miss.Latest is not { } latest)
            return "store_failed";
        return await _evictions.HasEvictedAsync(latest, PageTags.Digests(tags), CancellationToken.None).ConfigureAwait(false) ? "evicted" : null;
    }
}
