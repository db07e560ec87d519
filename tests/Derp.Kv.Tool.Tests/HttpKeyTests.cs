using System.Net;
using Derp.Kv.AspNetCore;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Tool.Tests;

/// <summary>The key of a request over HTTP: an endpoint runs, and the store is looked at.</summary>
public sealed class HttpKeyTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("4:auth7", "orders")]
    public async Task The_key_of_a_request_is_told(string? scope, string? space)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddDerpKv(kv => kv.UseMemory());
        builder.Services.AddKvIdempotency();
        await using var app = builder.Build();
        app.MapPost("/orders", static () => "placed").WithIdempotency(options =>
        {
            options.Scope = _ => scope;
            options.Space = space;
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Headers = { { "Idempotency-Key", "\"order-key-0123456789\"" } } };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        string[] arguments = ["explain", "--key", "order-key-0123456789", .. scope is null ? Array.Empty<string>() : ["--scope", scope], .. space is null ? Array.Empty<string>() : ["--space", space]];
        var told = (await ToolRun.RunAsync(arguments)).Row.GetProperty("key").GetString()!;
        Assert.NotNull(await app.Services.GetRequiredService<KvClient>().GetAsync(KeyText.Parse(told), TestContext.Current.CancellationToken));
    }
}
