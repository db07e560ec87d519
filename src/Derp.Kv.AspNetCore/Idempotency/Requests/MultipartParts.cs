using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Derp.Kv.AspNetCore.Idempotency.Requests;

/// <summary>The parts of a multipart body: their headers and contents, without the boundary.</summary>
internal static class MultipartParts
{
    // As long as a boundary may be (RFC 2046, 5.1.1).
    private const int LongestBoundary = 70;

    public static string? BoundaryOf(MediaTypeHeaderValue type)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        return type.Type.Equals("multipart", StringComparison.OrdinalIgnoreCase) && boundary.Length is > 0 and <= LongestBoundary ? boundary.ToString() : null;
    }

    /// <summary>A hash of the parts; null for a body that is not what its type says. Whoever reads it will refuse it.</summary>
    public static async ValueTask<byte[]?> TryReadAsync(Stream body, string boundary, CancellationToken cancellationToken)
    {
        using var hash = new FramedHash();
        var reader = new MultipartReader(boundary, body) { HeadersCountLimit = 64, HeadersLengthLimit = 64 * 1024 };
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false) is { } section)
            {
                foreach (var (name, values) in (section.Headers ?? []).OrderBy(static header => header.Key, StringComparer.OrdinalIgnoreCase))
                {
                    hash.Add(name.ToLowerInvariant());
                    hash.Add(values.ToString());
                }

                hash.Add([]);
                await hash.AddAsync(section.Body, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return null;
        }

        var parts = new byte[16];
        hash.Finish(parts);
        return parts;
    }
}
