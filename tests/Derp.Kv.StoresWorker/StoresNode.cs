using System.Diagnostics;
using System.Net.Http.Json;

namespace Derp.Kv.StoresWorker;

/// <summary>A running application, in this process or another, as a test talks to it.</summary>
public sealed class StoresNode : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly IAsyncDisposable? _app;
    private readonly Process? _process;

    private StoresNode(Uri address, IAsyncDisposable? app, Process? process)
    {
        (_app, _process) = (app, process);
        _http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

        // As behind one load balancer: pages vary by host.
        _http.DefaultRequestHeaders.Host = "stores.example";
    }

    public static async Task<StoresNode> StartHereAsync(KvClient client, string keys)
    {
        var app = await StoresApp.StartAsync(client, keys);
        return new(app.Address, app, process: null);
    }

    /// <summary>As a process of its own, which ends with this one.</summary>
    public static async Task<StoresNode> StartAsync(string endpoint, string keys)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(StoresNode).Assembly.Location, endpoint, keys])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var address = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return new(new Uri(address ?? throw new InvalidOperationException("The application has ended before it listened.")), app: null, process);
    }

    public Task<string> GetAsync(string path) => _http.GetStringAsync(new Uri(path, UriKind.Relative));

    public async Task<string[]> GetAllAsync(string path) => (await _http.GetFromJsonAsync<string[]>(new Uri(path, UriKind.Relative)))!;

    public async Task PostAsync(string path)
    {
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), content: null);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Sends a request with the cookies of a visitor, and takes those of the answer.</summary>
    public async Task<string> VisitAsync(HttpMethod method, string path, Dictionary<string, string> cookies)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", cookies.Select(static cookie => $"{cookie.Key}={cookie.Value}")));
        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
        {
            foreach (var cookie in set)
                cookies[cookie[..cookie.IndexOf('=', StringComparison.Ordinal)]] = cookie[(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..cookie.IndexOf(';', StringComparison.Ordinal)];
        }

        return await response.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        if (_process is null)
            return;
        _process.Kill();
        _process.Dispose();
    }
}
