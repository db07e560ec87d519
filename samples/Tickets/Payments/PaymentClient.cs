using System.Net;
using Derp.Kv.AspNetCore;

namespace Tickets.Payments;

/// <summary>The provider, as the shop sees it: an API that charges.</summary>
internal sealed class PaymentClient(HttpClient http)
{
    /// <summary>Charges. The provider gets the order's key: only it can tell a retry from a second order if this process crashes after the charge.</summary>
    public async Task<ChargeResult> ChargeAsync(string key, long cents, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "charges") { Content = JsonContent.Create(new { cents }) };
        request.Headers.Add(KvHeaderNames.IdempotencyKey, $"\"{key}\"");
        try
        {
            using var answer = await http.SendAsync(request, ct);
            if (answer.StatusCode == HttpStatusCode.PaymentRequired)
                return new ChargeResult.Declined();
            if (!answer.IsSuccessStatusCode)
                return new ChargeResult.Unknown();
            var charge = await answer.Content.ReadFromJsonAsync<Charge>(ct);
            return charge is null ? new ChargeResult.Unknown() : new ChargeResult.Charged(charge.Id);
        }
        catch (HttpRequestException)
        {
            return new ChargeResult.Unknown();
        }
    }

    private sealed record Charge(string Id);
}
