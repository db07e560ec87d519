using System.Net.Http.Headers;

namespace Tickets.Demo;

/// <summary>A request that the page wants to be sent.</summary>
/// <param name="To">The process: A or B.</param>
/// <param name="Count">How often, all at once.</param>
/// <param name="HangUpAfter">Milliseconds after which the caller hangs up.</param>
internal sealed record LaneRequest(string To, string Method, string Path, Dictionary<string, string>? Headers = null, string? Body = null, int Count = 1, int? HangUpAfter = null);

/// <summary>
/// Sends the page's requests to the processes, as a load balancer would: a browser has six connections to a host, and 200 callers are to come at once.
/// </summary>
internal sealed class Lanes(IHttpClientFactory clients, Settings settings)
{
    private const int MaxCount = 1000;

    public IReadOnlyDictionary<string, Uri> Addresses { get; } = settings.Other is { } other
        ? new SortedDictionary<string, Uri> { [settings.Name] = settings.Address, [settings.Name == "A" ? "B" : "A"] = other }
        : new SortedDictionary<string, Uri> { [settings.Name] = settings.Address };

    public bool CanSend(LaneRequest request) => Addresses.ContainsKey(request.To) && request.Path.StartsWith('/') && request.Count is > 0 and <= MaxCount;

    public IAsyncEnumerable<LaneAnswer> SendAsync(IReadOnlyList<LaneRequest> requests, CancellationToken ct) =>
        Task.WhenEach(requests.SelectMany(request => Enumerable.Range(0, request.Count).Select(_ => SendAsync(request, ct))))
            .Select(async (Task<LaneAnswer> answer, CancellationToken _) => await answer);

    private async Task<LaneAnswer> SendAsync(LaneRequest request, CancellationToken ct)
    {
        using var http = clients.CreateClient(nameof(Lanes));
        using var message = new HttpRequestMessage(new(request.Method), new Uri(Addresses[request.To], request.Path));

        // Both processes are one site, so that they share its pages.
        message.Headers.Host = "tickets.example";
        foreach (var (name, value) in request.Headers ?? [])
            message.Headers.TryAddWithoutValidation(name, value);
        if (request.Body is not null)
            message.Content = new StringContent(request.Body, new MediaTypeHeaderValue("application/json"));

        using var caller = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (request.HangUpAfter is { } patience)
            caller.CancelAfter(patience);
        return await LaneAnswer.OfAsync(request.To, () => http.SendAsync(message, caller.Token), ct);
    }
}
