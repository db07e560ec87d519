using System.Text;

namespace Derp.Kv.Coordination;

/// <summary>The bytes of a helper's string key: the client's prefix, the helper's, a colon and the key.</summary>
internal static class HelperKey
{
    /// <summary>Room for most keys.</summary>
    public const int Enough = 256;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Build(KvClient client, string keyPrefix, string key, string keyName) => Build(client.KeyPrefixUtf8, keyPrefix, key, keyName);

    /// <param name="ownPrefix">The prefix of the client, or of what else has keys of this form.</param>
    /// <param name="keyPrefix">The helper's.</param>
    /// <param name="key">The caller's.</param>
    /// <param name="keyName">The name of the caller's parameter.</param>
    public static byte[] Build(ReadOnlySpan<byte> ownPrefix, string keyPrefix, string key, string keyName)
    {
        Check(keyPrefix, key, keyName);
        try
        {
            var bytes = new byte[ownPrefix.Length + s_strict.GetByteCount(keyPrefix) + 1 + s_strict.GetByteCount(key)];
            TryWrite(ownPrefix, keyPrefix, key, bytes, out _);
            return bytes;
        }
        catch (EncoderFallbackException)
        {
            throw NoUtf8(keyName);
        }
    }

    /// <summary>The same bytes without an array; false: there is not enough room.</summary>
    public static bool TryWrite(KvClient client, string keyPrefix, string key, string keyName, Span<byte> buffer, out int length)
    {
        Check(keyPrefix, key, keyName);
        try
        {
            return TryWrite(client.KeyPrefixUtf8, keyPrefix, key, buffer, out length);
        }
        catch (EncoderFallbackException)
        {
            throw NoUtf8(keyName);
        }
    }

    private static void Check(string keyPrefix, string key, string keyName)
    {
        ArgumentNullException.ThrowIfNull(keyPrefix);
        ArgumentException.ThrowIfNullOrEmpty(key, keyName);
    }

    private static bool TryWrite(ReadOnlySpan<byte> ownPrefix, string keyPrefix, string key, Span<byte> buffer, out int length)
    {
        length = ownPrefix.Length;
        if (!ownPrefix.TryCopyTo(buffer) || !s_strict.TryGetBytes(keyPrefix, buffer[length..], out var written))
            return false;
        length += written;
        if (length == buffer.Length)
            return false;
        buffer[length++] = (byte)':';
        if (!s_strict.TryGetBytes(key, buffer[length..], out written))
            return false;
        length += written;
        return true;
    }

    // A replacement character would let two keys become one. The inner exception would quote the character.
    private static ArgumentException NoUtf8(string keyName) => new("The key holds an unpaired surrogate and has no UTF-8 form.", keyName);
}
