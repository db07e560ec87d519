using System.Text;

namespace Derp.Kv.AspNetCore.Idempotency.Requests;

/// <summary>
/// The store's key of a record: the prefix of the client or the ledger, a prefix of its kind, and 16 bytes of SHA-256 over what it is made of, in hexadecimal digits. A key
/// or a scope can be personal; neither can be read in the store.
/// </summary>
internal static class RecordKey
{
    private const int HashSize = 16;

    public static byte[] Of(ReadOnlySpan<byte> common, string prefix, params ReadOnlySpan<string?> parts)
    {
        Span<byte> half = stackalloc byte[HashSize];
        using (var hash = new FramedHash())
        {
            foreach (var part in parts)
            {
                // Nothing is not the same as an empty text.
                hash.Add([(byte)(part is null ? 0 : 1)]);
                hash.Add(part ?? "");
            }

            hash.Finish(half);
        }

        return [.. common, .. Encoding.UTF8.GetBytes(prefix), .. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(half))];
    }
}
