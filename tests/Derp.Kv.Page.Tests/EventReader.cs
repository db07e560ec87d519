using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Derp.Kv.Page.Tests;

/// <summary>A viewer: reads the stream of figures.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private bool _isWatching;

    private EventReader(HttpResponseMessage response, Stream stream) =>
        (_response, _events) = (response, SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator());

    public HttpResponseMessage Response => _response;

    public static async Task<EventReader> OpenAsync(HttpClient http)
    {
        var response = await http.GetAsync(new Uri("/kv/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        return new(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next figures as text; null: the stream has ended.</summary>
    public async Task<string?> NextAsync() => await _events.MoveNextAsync() ? _events.Current.Data : null;

    /// <summary>Reads what is there, and then lets seconds pass until figures have what is looked for.</summary>
    public async Task<JsonElement> UntilAsync(PageHost host, Func<JsonElement, bool> isThere)
    {
        for (var i = 0; i < 30; i++)
        {
            if (_isWatching)
                host.Time.Advance(TimeSpan.FromSeconds(1));
            _isWatching = true;
            var figures = JsonDocument.Parse(await NextAsync() ?? throw new InvalidOperationException("The stream has ended.")).RootElement;
            if (isThere(figures))
                return figures;
        }

        throw new InvalidOperationException("In thirty seconds the figures did not come.");
    }

    public async ValueTask DisposeAsync()
    {
        _response.Dispose();
        try
        {
            await _events.DisposeAsync();
        }
        catch (IOException)
        {
        }
    }
}
