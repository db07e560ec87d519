using System.Text;

namespace Derp.Kv.Coordination;

/// <summary>The bytes of a helper's string key: the client's prefix, the helper's, a colon and the key.</summary>
internal static class HelperKey
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Build(KvClient client, string keyPrefix, string key, string keyName)
    {
        ArgumentNullException.ThrowIfNull(keyPrefix);
        ArgumentException.ThrowIfNullOrEmpty(key, keyName);
        try
        {
            var start = client.KeyPrefixUtf8;
            var bytes = new byte[start.Length + s_strict.GetByteCount(keyPrefix) + 1 + s_strict.GetByteCount(key)];
            start.CopyTo(bytes, 0);
            var length = start.Length + s_strict.GetBytes(keyPrefix, bytes.AsSpan(start.Length));
            bytes[length++] = (byte)':';
            s_strict.GetBytes(key, bytes.AsSpan(length));
            return bytes;
        }
        catch (EncoderFallbackException)
        {
            // A replacement character would let two keys become one. The inner exception would quote the character.
            throw new ArgumentException("The key holds an unpaired surrogate and has no UTF-8 form.", keyName);
        }
    }
}
