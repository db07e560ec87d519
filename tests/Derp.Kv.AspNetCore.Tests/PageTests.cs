using System.Net;
using System.Runtime.CompilerServices;
using Derp.Kv.Servers;
using Microsoft.AspNetCore.Builder;

namespace Derp.Kv.AspNetCore.Tests;

// What a reader copies from docs/rate-limiting.md compiles and does what the page says.
public sealed class PageTests(SharedServer shared)
{
    private static readonly string[] s_quiet = ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=None", "--DerpKv:OperationTimeout=00:00:20"];

    [Theory]
    [InlineData("With ASP.NET Core")]
    [InlineData("Captured")]
    public void Page_holds_the_code_that_is_compiled(string region)
    {
        var lines = File.ReadAllLines(Beside("PageExample.cs"))
            .SkipWhile(line => line.Trim() != $"#region {region}").Skip(1)
            .TakeWhile(static line => line.Trim() != "#endregion")
            .Select(static line => line.Length == 0 ? line : line[8..]);

        Assert.Contains($"\n\n{string.Join('\n', lines).Trim('\n')}\n```", File.ReadAllText(Beside("../../docs/rate-limiting.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sixth_login_of_an_address_is_429_with_Retry_After()
    {
        await using var app = PageExample.Build([.. s_quiet, $"--ConnectionStrings:Valkey={shared.Endpoint}", $"--DerpKv:KeyPrefix={Guid.NewGuid():N}:"]);
        var responses = await PostAsync(app, 6);

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.OK, 5), HttpStatusCode.TooManyRequests], responses.Select(static r => r.Status));
        Assert.InRange(responses[5].RetryAfter!.Value, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));
    }

    [Fact]
    public async Task Captured_client_limits_too()
    {
        await using var app = PageExample.BuildWithCapturedClient(s_quiet);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable], (await PostAsync(app, 2)).Select(static r => r.Status));
    }

    private static async Task<List<(HttpStatusCode Status, TimeSpan? RetryAfter)>> PostAsync(WebApplication app, int times)
    {
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var responses = new List<(HttpStatusCode, TimeSpan?)>();
        for (var i = 0; i < times; i++)
        {
            using var response = await http.PostAsync(new Uri("/login", UriKind.Relative), null);
            responses.Add((response.StatusCode, response.Headers.RetryAfter?.Delta));
        }

        return responses;
    }

    private static string Beside(string path, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, path);
}
