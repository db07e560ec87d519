using System.Diagnostics.CodeAnalysis;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Keys;
using Derp.Kv.Near;

namespace Derp.Kv.Runtime;

/// <summary>The cached values of one method, by their keys: what the wrappers of one item and of many have in common.</summary>
/// <typeparam name="TKey">The generated key.</typeparam>
/// <typeparam name="TValue">The result.</typeparam>
public abstract partial class CachedEntries<TKey, TValue>
    where TKey : struct, IKvKey
{
    private protected CachedEntries(string name) => Name = name;

    /// <summary>The wrapper's full name.</summary>
    internal string Name { get; }

    /// <summary>Whether values are kept past their lifetime, by the attribute.</summary>
    internal abstract bool IsKeptForErrors { get; }

    /// <summary>The bytes of a key.</summary>
    internal abstract byte[] Written(KvClient client, in TKey key);

    /// <summary>Answers from this process's memory.</summary>
    /// <param name="near">Where entries are.</param>
    /// <param name="key">The key.</param>
    /// <param name="written">Its bytes.</param>
    /// <param name="value">The caller's own, or one that never changes.</param>
    internal abstract bool TryFindNear(NearCache near, in TKey key, byte[] written, [MaybeNullWhen(false)] out TValue value);

    /// <summary>The near entry of a key; null where there is none, and for a call that has to fail.</summary>
    internal virtual NearEntry? FindNear(KvClient? client, in TKey key, CancellationToken cancellationToken) => null;

    /// <summary>Answers by a near entry of this method.</summary>
    internal virtual bool TryAnswer(NearEntry entry, out ValueTask<TValue> answer)
    {
        answer = default;
        return false;
    }

    /// <summary>What one call writes and reads this key's value with, now that memory has not answered it.</summary>
    /// <param name="client">The client.</param>
    /// <param name="key">The key.</param>
    /// <param name="written">Its bytes.</param>
    /// <param name="tags">Those of its value; null: it has none.</param>
    internal abstract GuardCodec<TValue> CodecFor(KvClient client, in TKey key, byte[] written, TagStamps? tags);

    /// <summary>How one call behaves, with a lifetime of its own if there is jitter.</summary>
    internal abstract GuardPolicy PolicyFor(KvClient client);

    /// <summary>The attribute's settings, or what the client's configuration has in their place.</summary>
    internal abstract CachedTerms TermsFor(KvClient client);

    /// <summary>Whether calls ask the store at all; otherwise they only run the body.</summary>
    internal bool IsCached(KvClient client) => client.Options.CacheEnabled && TermsFor(client).IsEnabled;
}
