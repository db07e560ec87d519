using System.Buffers;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

// H3: which requests are the same one again, and which are other requests under the same key.
public sealed class RequestTests(Shops shops)
{
    public static TheoryData<Wire> Wires => Idempotency.Wires.All;

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task H3_Another_request_under_the_key_is_refused_and_the_first_still_replays(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey();
        var first = await caller.PostAsync("/echo?a=1", key, "{}");

        var others = new[]
        {
            await caller.PostAsync("/echo?a=1", key, "{ }"),
            await caller.PostAsync("/echo?a=2", key, "{}"),
            await caller.PostAsync("/echo", key, "{}"),
            await caller.PostAsync("/echo/more?a=1", key, "{}"),
            await caller.PostAsync("/tenant/echo?a=1", key, "{}"),
            await caller.PostAsync("/echo?a=1", key, ""),
            await caller.SendAsync(HttpMethod.Patch, "/echo?a=1", key, new StringContent("{}", Encoding.UTF8, "application/json")),
            await caller.SendAsync(HttpMethod.Post, "/echo?a=1", key, new StringContent("{}", Encoding.UTF8, "text/plain")),
        };
        var again = await caller.PostAsync("/echo?a=1", key, "{}");

        Assert.All(others, static other => Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused"), (other.Status, other.Code)));
        Assert.Equal(("{}", false), (first.Text, first.IsReplay));
        Assert.Equal(("{}", true), (again.Text, again.IsReplay));
        Assert.Equal(1, shop.Runs.Of(key));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task H3_A_multipart_body_is_the_same_with_another_boundary(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey();

        var first = await caller.SendAsync(HttpMethod.Post, "/form", key, Form("boundary-one", "bytes"));
        var again = await caller.SendAsync(HttpMethod.Post, "/form", key, Form("boundary-two", "bytes"));
        var other = await caller.SendAsync(HttpMethod.Post, "/form", key, Form("boundary-one", "bytez"));
        var renamed = await caller.SendAsync(HttpMethod.Post, "/form", key, Form("boundary-one", "bytes", "other.csv"));

        Assert.Equal((HttpStatusCode.OK, "Ann orders.csv 5 run 1"), (first.Status, first.Text));
        Assert.Equal((first.Text, true), (again.Text, again.IsReplay));
        Assert.Equal("idempotency_key_reused", other.Code);
        Assert.Equal("idempotency_key_reused", renamed.Code);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task H3_A_compressed_body_is_compared_as_the_endpoint_reads_it(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey();
        var text = string.Join(' ', Enumerable.Range(0, 200));

        var first = await caller.SendAsync(HttpMethod.Post, "/echo", key, Zipped(text, CompressionLevel.Fastest));
        var again = await caller.SendAsync(HttpMethod.Post, "/echo", key, Zipped(text, CompressionLevel.SmallestSize));
        var other = await caller.SendAsync(HttpMethod.Post, "/echo", key, Zipped(text + ".", CompressionLevel.Fastest));

        Assert.Equal((text, false), (first.Text, first.IsReplay));
        Assert.Equal((text, true), (again.Text, again.IsReplay));
        Assert.Equal("idempotency_key_reused", other.Code);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task H3_A_body_beyond_the_limit_is_refused_and_nothing_is_claimed(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey();
        var tooLarge = new byte[(1024 * 1024) + 1];

        var known = await caller.SendAsync(HttpMethod.Post, "/echo", key, new ByteArrayContent(tooLarge));
        var unknown = await caller.SendAsync(HttpMethod.Post, "/echo", key, new StreamContent(new Unseekable(tooLarge)));
        var fits = await caller.SendAsync(HttpMethod.Post, "/echo/more", key, new StreamContent(new Unseekable(tooLarge[1..])));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "idempotency_body_too_large"), (known.Status, known.Code));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "idempotency_body_too_large"), (unknown.Status, unknown.Code));
        Assert.Equal(("run 1", false), (fits.Text, fits.IsReplay));
    }

    // The middleware has read the form before, so that its bytes are gone.
    [Fact]
    public async Task H3_A_form_that_middleware_has_read_is_compared_by_its_fields()
    {
        await using var host = await SmallHost.StartAsync(static app =>
        {
            app.Use(static async (http, next) =>
            {
                await http.Request.ReadFormAsync();
                await next(http);
            });
            app.UseRouting();
            app.MapPost("/", static async (HttpContext http) => $"{(await http.Request.ReadFormAsync())["name"]} run {ShopEndpoints.Ran(http)}").WithIdempotency();
        });
        using var caller = host.Web.Caller();
        var key = Shop.NewKey();

        var first = await caller.SendAsync(HttpMethod.Post, "/", key, Form("boundary-one", "bytes"));
        var again = await caller.SendAsync(HttpMethod.Post, "/", key, Form("boundary-two", "bytes"));
        var other = await caller.SendAsync(HttpMethod.Post, "/", key, Form("boundary-two", "bytez"));

        Assert.Equal(("Ann run 1", false), (first.Text, first.IsReplay));
        Assert.Equal(("Ann run 1", true), (again.Text, again.IsReplay));
        Assert.Equal("idempotency_key_reused", other.Code);
    }

    [Fact]
    public async Task H3_The_application_can_say_what_makes_a_request_the_same()
    {
        await using var host = await SmallHost.StartAsync(static app => app
            .MapPost("/{id}", static async (HttpContext http, int id) => $"{await new StreamReader(http.Request.Body).ReadToEndAsync()} run {ShopEndpoints.Ran(http)}")
            .WithIdempotency(static o => o.Fingerprint = static async (http, writer, cancellationToken) =>
                writer.Write(Encoding.UTF8.GetBytes((await new StreamReader(http.Request.Body).ReadToEndAsync(cancellationToken)).ToUpperInvariant()))));
        using var caller = host.Web.Caller();
        var key = Shop.NewKey();

        Assert.Equal("abc run 1", (await caller.PostAsync("/1", key, "abc")).Text);
        Assert.Equal("abc run 1", (await caller.PostAsync("/1?try=2", key, "ABC")).Text);
        Assert.Equal("idempotency_key_reused", (await caller.PostAsync("/1", key, "abd")).Code);
        Assert.Equal("idempotency_key_reused", (await caller.PostAsync("/2", key, "abc")).Code);
    }

    private static MultipartFormDataContent Form(string boundary, string file, string name = "orders.csv") => new(boundary)
    {
        { new StringContent("Ann"), "name" },
        { new ByteArrayContent(Encoding.UTF8.GetBytes(file)), "file", name },
    };

    private static ByteArrayContent Zipped(string text, CompressionLevel level)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, level))
            zip.Write(Encoding.UTF8.GetBytes(text));
        return new ByteArrayContent(zipped.ToArray()) { Headers = { ContentEncoding = { "gzip" }, ContentType = new MediaTypeHeaderValue("text/plain") } };
    }
}
