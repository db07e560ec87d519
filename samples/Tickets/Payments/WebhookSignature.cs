using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tickets.Payments;

/// <summary>The signature of <see href="https://www.standardwebhooks.com">Standard Webhooks</see>: HMAC-SHA256 over id, time and body.</summary>
internal sealed class WebhookSignature(IConfiguration configuration, TimeProvider clock)
{
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(5);

    private readonly byte[] _secret = Encoding.UTF8.GetBytes(configuration["Payments:WebhookSecret"] ?? throw new InvalidOperationException("Payments:WebhookSecret is not set."));

    public string Sign(string id, long unixSeconds, ReadOnlySpan<byte> body)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{unixSeconds}."));
        byte[] all = [.. signed, .. body];
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(_secret, all))}";
    }

    public bool IsValid(IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        if (!long.TryParse(headers["webhook-timestamp"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || (clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, uint.MaxValue))).Duration() > s_tolerance)
            return false;

        var expected = Encoding.UTF8.GetBytes(Sign(headers["webhook-id"].ToString(), seconds, body));
        return CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(headers["webhook-signature"].ToString()));
    }
}
