using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

/// <summary>A client of an application.</summary>
internal sealed class Caller(Uri address, Version version) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8 })
    {
        BaseAddress = address,
        DefaultRequestVersion = version,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>Sends a request of JSON, and reads the answer to its end.</summary>
    public Task<Answer> PostAsync(string path, string? key, string body = "{\"amount\":1}", params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, key, new StringContent(body, Encoding.UTF8, "application/json"), headers);

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? key, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var response = await BeginAsync(method, path, key, content, HttpCompletionOption.ResponseContentRead, headers);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Sends a request, and returns as soon as the option says.</summary>
    public Task<HttpResponseMessage> BeginAsync(
        HttpMethod method, string path, string? key, HttpContent? content, HttpCompletionOption option, (string Name, string Value)[] headers, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(method, path) { Content = content, Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                throw new ArgumentException("No such header.", nameof(headers));
        }

        return _http.SendAsync(request, option, cancellationToken);
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>A whole answer.</summary>
internal sealed record Answer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public bool IsReplay => Header("Idempotent-Replayed") == "true";

    /// <summary>The <c>code</c> of a problem.</summary>
    public string? Code => Member("code")?.GetString();

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(static header => header.Key, static header => string.Join("|", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer(response.StatusCode, headers, await response.Content.ReadAsByteArrayAsync());
    }

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public JsonElement? Member(string name)
    {
        if (Header("Content-Type") is not { } type || MediaTypeHeaderValue.Parse(type).MediaType is not "application/problem+json")
            return null;
        using var document = JsonDocument.Parse(Bytes);
        return document.RootElement.TryGetProperty(name, out var member) ? member.Clone() : null;
    }
}
