using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Tickets.Payments;

namespace Tickets.Provider;

/// <summary>Tells the shop of charges, again and again until it answers 2xx, as providers do.</summary>
internal sealed class Deliveries(IHttpClientFactory clients, WebhookSignature signature, Settings settings, TimeProvider clock) : BackgroundService
{
    private const int Attempts = 30;
    private readonly Channel<Charge> _charges = Channel.CreateUnbounded<Charge>();

    public void Announce(Charge charge) => _charges.Writer.TryWrite(charge);

    /// <summary>One delivery. The event's id is that of its charge, so that a later delivery has the same.</summary>
    public async Task<HttpResponseMessage> DeliverAsync(Charge charge, Uri shop, CancellationToken ct)
    {
        var id = $"evt_{charge.Id}";
        var body = JsonSerializer.SerializeToUtf8Bytes(new PaymentEvent(charge.Id, charge.Cents), JsonSerializerOptions.Web);
        var seconds = clock.GetUtcNow().ToUnixTimeSeconds();

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(shop, "/hooks/pay")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", signature.Sign(id, seconds, body));
        using var http = clients.CreateClient();
        return await http.SendAsync(request, ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var charge in _charges.Reader.ReadAllAsync(stoppingToken))
        {
            for (var attempt = 0; attempt < Attempts && !await IsAcceptedAsync(charge, stoppingToken); attempt++)
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken);
        }
    }

    private async Task<bool> IsAcceptedAsync(Charge charge, CancellationToken ct)
    {
        try
        {
            using var answer = await DeliverAsync(charge, settings.Address, ct);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }
}
