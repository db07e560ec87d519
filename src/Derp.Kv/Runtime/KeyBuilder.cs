using Derp.Kv.Keys;

namespace Derp.Kv.Runtime;

/// <summary>The bytes of a wrapper's key: the client's prefix, the prefix of its kind, the key's text, the version, and a suffix that escaping cannot produce; shortened if it is long.</summary>
internal static class KeyBuilder
{
    public static byte[] Build<TKey>(KvClient client, ReadOnlySpan<byte> space, in TKey key, int version = 0, ReadOnlySpan<byte> suffix = default)
        where TKey : struct, IKvKey => Build(client.KeyPrefixUtf8, space, key, version, suffix);

    /// <summary>The same bytes for what is no client, and has a prefix like one.</summary>
    public static byte[] Build<TKey>(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> space, in TKey key, int version = 0, ReadOnlySpan<byte> suffix = default)
        where TKey : struct, IKvKey
    {
        var writer = new KeyWriter(stackalloc byte[256]);
        Write(ref writer, prefix, space, key, version, suffix);

        // Not in a finally: if a key cannot be written, its buffer is not returned, which costs nothing else.
        var bytes = LongKey.Shorten(writer.Written);
        writer.Dispose();
        return bytes;
    }

    /// <summary>Writes the key whole, however long it is.</summary>
    public static void Write<TKey>(ref KeyWriter writer, KvClient client, ReadOnlySpan<byte> space, in TKey key, int version = 0, ReadOnlySpan<byte> suffix = default)
        where TKey : struct, IKvKey => Write(ref writer, client.KeyPrefixUtf8, space, key, version, suffix);

    private static void Write<TKey>(ref KeyWriter writer, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> space, in TKey key, int version, ReadOnlySpan<byte> suffix)
        where TKey : struct, IKvKey
    {
        if (!prefix.IsEmpty)
            writer.AppendLiteral(prefix);
        if (!space.IsEmpty)
            writer.AppendLiteral(space);
        key.WriteKey(ref writer);
        if (version != 0)
        {
            writer.AppendLiteral("%v"u8);
            writer.Append(version);
        }

        if (!suffix.IsEmpty)
            writer.AppendLiteral(suffix);
    }
}
