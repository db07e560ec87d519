namespace Derp.Kv.Runtime;

/// <summary>Takes what one call invalidates.</summary>
public sealed class Invalidations
{
    internal Invalidations(KvClient client) => Client = client;

    /// <summary>The client.</summary>
    public KvClient Client { get; }

    /// <summary>Adds a cached value.</summary>
    /// <param name="policy">The attribute's settings.</param>
    /// <param name="key">The key, as a generated <c>KeyOf…</c> has it.</param>
    public void AddKey(InvalidationPolicy policy, ReadOnlyMemory<byte> key) => throw new NotImplementedException();

    /// <summary>Adds a tag.</summary>
    /// <param name="policy">The attribute's settings.</param>
    /// <param name="tag">The key of its stamp, as a generated <c>KeyOf…</c> has it.</param>
    public void AddTag(InvalidationPolicy policy, ReadOnlyMemory<byte> tag) => throw new NotImplementedException();
}
