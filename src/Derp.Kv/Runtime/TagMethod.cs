using Derp.Kv.Keys;

namespace Derp.Kv.Runtime;

/// <summary>What the implementation of a <see cref="CacheTagAttribute"/> method calls: one static descriptor per method.</summary>
/// <typeparam name="TKey">The generated key of the tag.</typeparam>
public sealed class TagMethod<TKey>
    where TKey : struct, IKvKey
{
    private readonly string _name;

    /// <summary>Creates the descriptor.</summary>
    /// <param name="name">The method's full name; it appears in messages.</param>
    public TagMethod(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _name = name;
    }

    /// <summary>Makes every value with the tag invalid, also one whose body is running. One round trip, however many there are.</summary>
    /// <param name="client">The client.</param>
    /// <param name="tag">The tag with its arguments.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    /// <exception cref="KvException">The store failed or refused the command.</exception>
    public ValueTask InvalidateAsync(KvClient client, in TKey tag, CancellationToken cancellationToken)
    {
        MissingClient.ThrowIfNull(client, _name);
        return client.InvalidateTagAsync(KeyOf(client, tag), cancellationToken);
    }

    /// <summary>The key of the tag's stamp, for <see cref="KvClient.InvalidateTagAsync"/>.</summary>
    /// <param name="client">The client.</param>
    /// <param name="tag">The tag with its arguments.</param>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    public ReadOnlyMemory<byte> KeyOf(KvClient client, in TKey tag)
    {
        MissingClient.ThrowIfNull(client, _name);
        return KeyBuilder.Build(client, TagSpace.Utf8, tag);
    }
}
