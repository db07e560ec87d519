using Derp.Kv.Coordination.Invalidations;

namespace Derp.Kv.Runtime;

/// <summary>Takes what one call invalidates.</summary>
public sealed class Invalidations
{
    private readonly List<(Invalidation Invalidation, bool OnlyOnSuccess)> _items = [];

    internal Invalidations(KvClient client) => Client = client;

    /// <summary>The client.</summary>
    public KvClient Client { get; }

    /// <summary>Adds a cached value.</summary>
    /// <param name="policy">The attribute's settings.</param>
    /// <param name="key">The key, as a generated <c>KeyOf…</c> has it.</param>
    public void AddKey(InvalidationPolicy policy, ReadOnlyMemory<byte> key) => Add(policy, key, isTag: false);

    /// <summary>Adds a tag.</summary>
    /// <param name="policy">The attribute's settings.</param>
    /// <param name="tag">The key of its stamp, as a generated <c>KeyOf…</c> has it.</param>
    public void AddTag(InvalidationPolicy policy, ReadOnlyMemory<byte> tag) => Add(policy, tag, isTag: true);

    internal IReadOnlyList<(Invalidation Invalidation, string Method)> Of(string method, bool hasSucceeded) =>
        [.. _items.Where(item => hasSucceeded || !item.OnlyOnSuccess).Select(item => (item.Invalidation, method))];

    private void Add(InvalidationPolicy policy, ReadOnlyMemory<byte> key, bool isTag)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var invalidation = new Invalidation(key.ToArray(), isTag, Ttl.Normalize(policy.Settle), policy.Lifetime, policy.OnUnavailable == InvalidationUnavailable.Throw);
        _items.Add((invalidation, policy.OnlyOnSuccess));
    }
}
