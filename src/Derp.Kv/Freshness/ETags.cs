using System.Text;

namespace Derp.Kv.Freshness;

/// <summary>The names of states of a source, as they are kept beside a value.</summary>
internal static class ETags
{
    private const int Longest = byte.MaxValue;
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string? Checked(string? etag)
    {
        try
        {
            return etag is null || s_utf8.GetByteCount(etag) <= Longest
                ? etag
                : throw new ArgumentException($"An ETag has at most {Longest} bytes in UTF-8.", nameof(etag));
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException("An ETag with an unpaired surrogate has no UTF-8 form.", nameof(etag), e);
        }
    }
}
