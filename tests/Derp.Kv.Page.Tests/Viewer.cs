using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Derp.Kv.Page.Tests;

/// <summary>Reads the stream of figures.</summary>
internal sealed class Viewer : IAsyncDisposable
{
    private readonly PageHost _host;
    private readonly IAsyncEnumerator<SseItem<string>> _events;
    private bool _hasRead;

    private Viewer(PageHost host, HttpResponseMessage response, Stream stream) =>
        (_host, Response, _events) = (host, response, SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator());

    public HttpResponseMessage Response { get; }

    public static async Task<Viewer> OpenAsync(PageHost host, Version? version = null, string? role = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/kv/events", UriKind.Relative)) { Version = version ?? HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (role is not null)
            request.Headers.Add("X-Role", role);
        var http = version is null ? host.Http : host.Caller(version);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new(host, response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The figures that are there, then those of each next second; null: the stream has ended.</summary>
    public async Task<JsonElement?> NextAsync()
    {
        if (_hasRead)
            _host.Pass(TimeSpan.FromSeconds(1));
        _hasRead = true;
        return await _events.MoveNextAsync() ? JsonDocument.Parse(_events.Current.Data).RootElement : null;
    }

    /// <summary>The first figures that have what is looked for.</summary>
    public async Task<JsonElement> UntilAsync(Func<JsonElement, bool> isThere, int seconds = 30)
    {
        JsonElement? figures = null;
        for (var i = 0; i < seconds; i++)
        {
            figures = await NextAsync() ?? throw new InvalidOperationException("The stream has ended.");
            if (isThere(figures.Value))
                return figures.Value;
        }

        throw new InvalidOperationException($"In {seconds} seconds the figures did not come: {figures}");
    }

    /// <summary>Reads to the end of the stream, without letting time pass.</summary>
    public async Task EndAsync()
    {
        while (await _events.MoveNextAsync())
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        Response.Dispose();
        try
        {
            await _events.DisposeAsync();
        }
        catch (IOException)
        {
            // The stream was closed while it was read.
        }
    }
}
