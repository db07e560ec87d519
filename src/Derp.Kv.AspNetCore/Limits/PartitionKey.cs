using System.Security.Cryptography;
using System.Text;

namespace Derp.Kv.AspNetCore.Limits;

/// <summary>One partition of a policy.</summary>
/// <param name="Stored">The end of the store's key: kind and value, without personal data and secrets.</param>
/// <param name="Value">What it stands for, for <see cref="KvRateLimitPolicy.Settings"/>.</param>
internal readonly record struct PartitionKey(string Stored, string Value)
{
    /// <summary>Of requests that cannot be told apart.</summary>
    public static PartitionKey Common { get; } = new("", "");

    /// <summary>A value that does not go into the store as it is.</summary>
    public static PartitionKey Hashed(string kind, string value, string issuer = "")
    {
        // No byte of UTF-8 is 0xFF, so that issuer and value cannot imitate each other.
        var text = new byte[Encoding.UTF8.GetByteCount(issuer) + 1 + Encoding.UTF8.GetByteCount(value)];
        var end = Encoding.UTF8.GetBytes(issuer, text);
        text[end] = 0xFF;
        Encoding.UTF8.GetBytes(value, text.AsSpan(end + 1));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return new($"{kind}~{Convert.ToHexStringLower(hash[..16])}", value);
    }
}
