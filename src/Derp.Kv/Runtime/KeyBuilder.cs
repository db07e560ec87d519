using Derp.Kv.Keys;

namespace Derp.Kv.Runtime;

/// <summary>The bytes of a wrapper's key: the client's prefix, the prefix of its kind, the key's text, the version, and a suffix that escaping cannot produce; shortened if it is long.</summary>
internal static class KeyBuilder
{
    public static byte[] Build<TKey>(KvClient client, ReadOnlySpan<byte> space, in TKey key, int version = 0, ReadOnlySpan<byte> suffix = default)
        where TKey : struct, IKvKey
    {
        var writer = new KeyWriter(stackalloc byte[256]);
        Write(ref writer, client, space, key, version, suffix);

        // Not in a finally: if a key cannot be written, its buffer is not returned, which costs nothing else.
        var bytes = LongKey.Shorten(writer.Written);
        writer.Dispose();
        return bytes;
    }

    /// <summary>Writes the key whole, however long it is.</summary>
    public static void Write<TKey>(ref KeyWriter writer, KvClient client, ReadOnlySpan<byte> space, in TKey key, int version = 0, ReadOnlySpan<byte> suffix = default)
        where TKey : struct, IKvKey
    {
        if (client.KeyPrefixUtf8.Length > 0)
            writer.AppendLiteral(client.KeyPrefixUtf8);
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
