using System.Text.Json;
using Derp.Kv.AspNetCore.Tests.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Derp.Kv.AspNetCore.Tests.OpenApi;

// What the document says of endpoints with keys and limits, as a generator of clients reads it.
public sealed class DocumentTests(DocumentTests.App app) : IClassFixture<DocumentTests.App>
{
    [Fact]
    public async Task H3_The_document_is_valid()
    {
        using var response = await app.Web.GetAsync("/openapi/v1.json", 2);
        var read = OpenApiDocument.Parse(await response.Content.ReadAsStringAsync(), "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(7, read.Document!.Paths.Count);
    }

    [Theory]
    [InlineData("/payments", "post", true)]
    [InlineData("/optional", "post", false)]
    [InlineData("/mvc", "post", true)]
    public async Task H3_The_header_of_the_key_is_a_parameter(string path, string method, bool required)
    {
        var parameter = Assert.Single((await OperationAsync(path, method)).GetProperty("parameters").EnumerateArray());
        Assert.Equal(("Idempotency-Key", "header", required), (parameter.GetProperty("name").GetString(), parameter.GetProperty("in").GetString(), parameter.TryGetProperty("required", out var is_) && is_.GetBoolean()));
        Assert.Equal("string", parameter.GetProperty("schema").GetProperty("type").GetString());
    }

    // A second parameter of the name would make the document invalid.
    [Fact]
    public async Task H3_An_endpoint_that_reads_its_key_has_one_parameter_for_it()
    {
        Assert.Single((await OperationAsync("/reads", "post")).GetProperty("parameters").EnumerateArray());
    }

    [Theory]
    [InlineData("/payments", "post", "201 400 404 409 413 422 500 503")]
    [InlineData("/mvc", "post", "200 400 409 413 422 500 503")]
    [InlineData("/limited", "get", "200 429 503")]
    [InlineData("/open", "get", "200 429")]
    [InlineData("/free", "get", "200")]
    public async Task H3_The_problems_are_answers(string path, string method, string expected)
    {
        var responses = (await OperationAsync(path, method)).GetProperty("responses");
        Assert.Equal(expected, string.Join(' ', responses.EnumerateObject().Select(static each => each.Name).Order()));
        foreach (var problem in responses.EnumerateObject().Where(static each => each.Name is "409" or "422" or "429" or "503"))
        {
            var schema = problem.Value.GetProperty("content").GetProperty("application/problem+json").GetProperty("schema");
            Assert.True(schema.GetProperty("properties").TryGetProperty("code", out _));
        }
    }

    [Theory]
    [InlineData("/payments", "post", "201", "Idempotency-Key Idempotent-Replayed")]
    [InlineData("/payments", "post", "404", "Idempotency-Key Idempotent-Replayed")]
    [InlineData("/payments", "post", "409", "Retry-After")]
    [InlineData("/payments", "post", "422", "")]
    [InlineData("/mvc", "post", "200", "Idempotency-Key Idempotent-Replayed")]
    [InlineData("/limited", "get", "200", "RateLimit RateLimit-Policy")]
    [InlineData("/limited", "get", "429", "RateLimit RateLimit-Policy Retry-After")]
    [InlineData("/free", "get", "200", "")]
    public async Task H3_H8_The_headers_are_described_also_on_success(string path, string method, string status, string expected)
    {
        var response = (await OperationAsync(path, method)).GetProperty("responses").GetProperty(status);
        var headers = response.TryGetProperty("headers", out var all) ? all.EnumerateObject().Select(static each => each.Name) : [];
        Assert.Equal(expected, string.Join(' ', headers.Order(StringComparer.Ordinal)));
    }

    // The application's own words stay.
    [Fact]
    public async Task What_an_application_has_described_is_kept()
    {
        var response = (await OperationAsync("/payments", "post")).GetProperty("responses").GetProperty("404");
        Assert.False(response.TryGetProperty("content", out _));
    }

    private async Task<JsonElement> OperationAsync(string path, string method)
    {
        using var response = await app.Web.GetAsync("/openapi/v1.json");
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("paths").GetProperty(path).GetProperty(method);
    }

    public sealed class App : IAsyncLifetime
    {
        internal WebApp Web { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Web = await WebApp.StartAsync(
            static builder =>
            {
                builder.Services.AddDerpKv(static kv => kv.UseMemory());
                builder.Services.AddKvIdempotency();
                builder.Services.AddKvRateLimiter(static o => o
                    .AddPolicy("closed", static policy => (policy.Limit, policy.Window, policy.OnUnavailable) = (5, TimeSpan.FromMinutes(1), RateLimitUnavailable.Deny))
                    .AddPolicy("open", static policy => (policy.Limit, policy.Window) = (5, TimeSpan.FromMinutes(1))));
                builder.Services.AddOpenApi(static o => o.AddDerpKv());
                OnlyControllers.Add(builder.Services, typeof(DescribedController));
            },
            static app =>
            {
                app.UseRouting();
                app.UseKvRateLimiter();
                app.MapOpenApi();
                app.MapControllers().WithIdempotency();
                app.MapPost("/payments", static Results<Created<string>, NotFound> () => TypedResults.Created("/payments/1", "paid")).WithIdempotency();
                app.MapPost("/optional", static () => "").WithIdempotency(static o => o.Required = false);
                app.MapPost("/reads", static ([FromHeader(Name = "Idempotency-Key")] string key) => key.Length).WithIdempotency();
                app.MapGet("/limited", static () => "").RequireRateLimiting("closed");
                app.MapGet("/open", static () => "").RequireRateLimiting("open");
                app.MapGet("/free", static () => "");
            });

        public async ValueTask DisposeAsync() => await Web.DisposeAsync();
    }

    [ApiController]
    [Route("mvc")]
    public sealed class DescribedController : ControllerBase
    {
        [HttpPost]
        [IdempotentEndpoint]
        public ActionResult<string> Post() => Ok("done");
    }
}
