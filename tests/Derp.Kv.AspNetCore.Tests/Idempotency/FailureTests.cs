using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

// H1: what frees a key, and what is kept.
public sealed class FailureTests(Shops shops)
{
    public static TheoryData<Wire> Wires => Idempotency.Wires.All;

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task H1_An_exception_after_half_a_body_is_a_clean_problem_and_frees_the_key(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey();

        var failed = await caller.PostAsync("/throws", key);
        var second = await caller.PostAsync("/throws", key);

        Assert.Equal((HttpStatusCode.InternalServerError, "application/problem+json"), (failed.Status, failed.Header("Content-Type")));
        Assert.DoesNotContain("half", failed.Text, StringComparison.Ordinal);
        Assert.Equal(("second run", false), (second.Text, second.IsReplay));
    }

    [Fact]
    public async Task H1_A_body_that_is_not_as_long_as_it_says_frees_the_key()
    {
        var shop = await shops.OfAsync(Wire.MemoryOverHttp1);
        using var caller = shop.Host.Caller();
        var key = Shop.NewKey();

        Assert.Equal(HttpStatusCode.InternalServerError, (await caller.PostAsync("/too-short", key)).Status);
        Assert.Equal(("12345", false), (await caller.PostAsync("/too-short", key)) is var second ? (second.Text, second.IsReplay) : default);
    }

    [Theory]
    [InlineData(201, true)]
    [InlineData(302, true)]
    [InlineData(402, true)]
    [InlineData(404, true)]
    [InlineData(409, true)]
    [InlineData(400, false)]
    [InlineData(401, false)]
    [InlineData(403, false)]
    [InlineData(406, false)]
    [InlineData(408, false)]
    [InlineData(413, false)]
    [InlineData(415, false)]
    [InlineData(425, false)]
    [InlineData(429, false)]
    [InlineData(500, false)]
    [InlineData(503, false)]
    public async Task H1_Outcomes_are_kept_and_other_statuses_free_the_key(int status, bool isKept)
    {
        foreach (var wire in new[] { Wire.MemoryOverHttp1, Wire.ValkeyOverHttp2 })
        {
            var shop = await shops.OfAsync(wire);
            using var caller = shop.Host.Caller(wire.Version());
            var key = Shop.NewKey();

            var first = await caller.PostAsync($"/status/{status}", key);
            var second = await caller.PostAsync($"/status/{status}", key);

            Assert.Equal((status, "run 1", false), ((int)first.Status, first.Text, first.IsReplay));
            Assert.Equal((status, isKept ? "run 1" : "run 2", isKept), ((int)second.Status, second.Text, second.IsReplay));
        }
    }

    [Fact]
    public async Task H1_The_application_can_choose_which_statuses_are_kept()
    {
        var shop = await shops.OfAsync(Wire.MemoryOverHttp1);
        using var caller = shop.Host.Caller();
        var key = Shop.NewKey();

        Assert.Equal("run 1", (await caller.PostAsync("/stripe/500", key)).Text);
        Assert.Equal("run 1", (await caller.PostAsync("/stripe/500", key)).Text);
    }

    [Theory]
    [InlineData("/validated", """{"amount":"x"}""")]
    [InlineData("/validated", "{")]
    [InlineData("/action/validated", """{"amount":0}""")]
    public async Task H1_A_body_that_fails_validation_can_be_corrected_under_the_same_key(string path, string wrong)
    {
        foreach (var wire in new[] { Wire.MemoryOverHttp2, Wire.ValkeyOverHttp1 })
        {
            var shop = await shops.OfAsync(wire);
            using var caller = shop.Host.Caller(wire.Version());
            var key = Shop.NewKey();

            var failed = await caller.PostAsync(path, key, wrong);
            var corrected = await caller.PostAsync(path, key, """{"amount":5}""");

            Assert.Equal(HttpStatusCode.BadRequest, failed.Status);
            Assert.Equal((HttpStatusCode.OK, "5 run 1"), (corrected.Status, corrected.Text));
        }
    }

    // The middleware against forgery has read the form by then, and the endpoint refuses it.
    [Fact]
    public async Task H1_A_form_without_its_token_is_refused_and_frees_the_key()
    {
        var shop = await shops.OfAsync(Wire.MemoryOverHttp1);
        using var caller = shop.Host.Caller();
        var key = Shop.NewKey();

        for (var i = 0; i < 2; i++)
        {
            using var form = new FormUrlEncodedContent([new("name", "Ann")]);
            var refused = await caller.SendAsync(HttpMethod.Post, "/guarded-form", key, form);
            Assert.Equal((HttpStatusCode.BadRequest, false), (refused.Status, refused.IsReplay));
        }

        Assert.Equal(0, shop.Runs.Of(key));
    }

    // The errors' own page is run by the same request, whose key has been decided on.
    [Fact]
    public async Task H1_A_page_for_errors_that_runs_the_pipeline_again_is_not_another_request()
    {
        await using var host = await SmallHost.StartAsync(static app =>
        {
            app.UseStatusCodePagesWithReExecute("/error");
            app.UseRouting();
            var all = app.MapGroup("/").WithIdempotency();
            all.MapPost("/missing", static (HttpContext http) =>
            {
                ShopEndpoints.Ran(http);
                return Results.NotFound();
            });
            all.MapPost("/error", static () => "the page");
        });
        using var caller = host.Web.Caller();
        var key = Shop.NewKey();

        var first = await caller.PostAsync("/missing", key);
        var second = await caller.PostAsync("/missing", key);

        Assert.Equal((HttpStatusCode.NotFound, "the page"), (first.Status, first.Text));
        Assert.Equal((HttpStatusCode.NotFound, "the page", true), (second.Status, second.Text, second.IsReplay));
        Assert.Equal(1, host.Runs.Of(key));
    }
}
