using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.AspNetCore.Tests.Client;

/// <summary>A server on Kestrel that notes the key and the body of each request, and answers as it is told.</summary>
public sealed class RecordingServer : IAsyncLifetime
{
    private WebApplication _app = null!;

    /// <summary>What the server has got: the header as it came, and the body.</summary>
    public ConcurrentQueue<(string? Key, string Body)> Requests { get; } = new();

    /// <summary>Answers a request; its number counts from 1.</summary>
    public Action<int, HttpResponse> Answer { get; set; } = static (_, _) => { };

    public Uri Address { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            Requests.Enqueue((http.Request.Headers["Idempotency-Key"], await reader.ReadToEndAsync()));
            Answer(Requests.Count, http.Response);
        });
        await _app.StartAsync();
        Address = new Uri(_app.Urls.Single());
    }

    /// <summary>As new, for the next test.</summary>
    public void Reset(Action<int, HttpResponse> answer)
    {
        Requests.Clear();
        Answer = answer;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
