using System.Net;
using System.Net.Http.Json;
using Derp.Kv.Package.Tests.Harness;

namespace Derp.Kv.Package.Tests;

/// <summary>What <c>dotnet new derp-kv-api</c> makes: installed from its package, built from the feed and called.</summary>
public class TemplateTests(PackedFeed feed)
{
    // A name that is no namespace as it stands.
    private const string Name = "My-Shop.Api";

    [Fact]
    public async Task Template_makes_an_api_that_builds_without_a_warning_and_answers()
    {
        var folder = feed.NewFolder("from-template");
        var project = Path.Combine(folder, Name);
        feed.UseIn(folder);
        var hive = feed.NewFolder("templates-installed");

        (await Command.RunAsync(folder, "new", "install", feed.PathOf("Derp.Kv.Templates", "nupkg"), "--debug:custom-hive", hive)).Succeeded();
        (await Command.RunAsync(
            folder, "new", "derp-kv-api", "-n", Name, "-o", project, "--packageVersion", feed.Version, "--debug:custom-hive", hive)).Succeeded();
        (await Command.RunAsync(project, "build", "-nologo", "-v", "quiet", "-o", "out", "-warnaserror", "--disable-build-servers")).Succeeded();

        using var api = await ServingProgram.StartAsync(project, Path.Combine("out", Name + ".dll"), "--environment", "Development");

        Assert.Equal(new Product(1, "apple", 0.5m), await api.Browser.GetFromJsonAsync<Product>("/products/1", TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.NoContent, (await api.Browser.PutAsJsonAsync("/products/1/price", new { price = 0.55 }, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(new Product(1, "apple", 0.55m), await api.Browser.GetFromJsonAsync<Product>("/products/1", TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.NotFound, await StatusOfAsync(api, "/products/9"));

        var first = await OrderAsync(api);
        var again = await OrderAsync(api);
        Assert.Equal((HttpStatusCode.Created, "/orders/1"), (first.StatusCode, first.Headers.Location?.ToString()));
        Assert.Equal((HttpStatusCode.Created, "/orders/1"), (again.StatusCode, again.Headers.Location?.ToString()));
        Assert.True(again.Headers.Contains("Idempotent-Replayed"));

        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(api, "/health"));
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(api, "/kv"));
    }

    private static async Task<HttpStatusCode> StatusOfAsync(ServingProgram api, string path)
    {
        using var response = await api.Browser.GetAsync(path, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static async Task<HttpResponseMessage> OrderAsync(ServingProgram api)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders")
        {
            Content = JsonContent.Create(new { productId = 1, count = 2 }),
            Headers = { { "Idempotency-Key", "\"6f1c2f7e-1d5b-4d5e-9a5b-0f4f6f0e8a11\"" } },
        };
        return await api.Browser.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private sealed record Product(int Id, string Name, decimal Price);
}
