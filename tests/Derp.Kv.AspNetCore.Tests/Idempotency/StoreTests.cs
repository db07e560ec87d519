using System.Net;
using System.Text;
using Derp.Kv.Conformance;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

// H1, H3: a store that is down, at the claim or at the end, or holds what nobody can read; and what stands in it.
public sealed class StoreTests
{
    [Fact]
    public async Task H3_Without_the_store_nothing_runs()
    {
        await using var host = await StartAsync();
        using var caller = host.Web.Caller();
        host.Store.TakeDown();
        var key = Shop.NewKey();

        var refused = await caller.PostAsync("/", key);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable", "1"), (refused.Status, refused.Code, refused.Header("Retry-After")));
        Assert.Equal(0, host.Runs.Of(key));

        // What a client library says of a failure can quote a key.
        Assert.Null(Assert.Single(host.Web.Said.Ours, static line => line.Event == 102).Exception);

        host.Store.BringBack();
        Assert.Equal("run 1", (await caller.PostAsync("/", key)).Text);
    }

    [Fact]
    public async Task H3_An_endpoint_can_run_without_the_store_and_is_counted()
    {
        await using var host = await StartAsync(static o => o.OnUnavailable = IdempotencyUnavailable.Run);
        using var caller = host.Web.Caller();
        using var counted = new Counted();
        host.Store.TakeDown();
        var key = Shop.NewKey();

        var first = await caller.PostAsync("/", key);
        var second = await caller.PostAsync("/", key);

        Assert.Equal(("run 1", "run 2"), (first.Text, second.Text));
        Assert.Null(first.Header("Idempotency-Key"));
        Assert.Equal(2, counted.Of("derp.kv.idempotency.unprotected", "method=HTTP /"));
    }

    [Fact]
    public async Task H1_Where_the_store_fails_at_the_end_the_caller_has_the_answer_all_the_same()
    {
        await using var host = await StartAsync();
        using var caller = host.Web.Caller();
        host.Store.Before = static operation => operation is "CompareAndSet" or "SetNx" ? throw new KvException("Refused.") : default;
        var key = Shop.NewKey();

        var first = await caller.PostAsync("/", key);
        var second = await caller.PostAsync("/", key);

        Assert.Equal((HttpStatusCode.OK, "run 1"), (first.Status, first.Text));
        Assert.Equal("idempotency_in_flight", second.Code);
    }

    [Fact]
    public async Task H3_A_record_that_cannot_be_read_is_a_problem_and_nothing_runs()
    {
        await using var host = await StartAsync();
        using var caller = host.Web.Caller();
        var key = Shop.NewKey();
        await caller.PostAsync("/", key);
        await foreach (var record in host.Store.ScanAsync())
            await host.Store.SetAsync(record, "junk"u8.ToArray(), TimeSpan.FromHours(1));

        var answer = await caller.PostAsync("/", key);

        Assert.Equal((HttpStatusCode.InternalServerError, "idempotency_record_unreadable"), (answer.Status, answer.Code));
        Assert.Equal(1, host.Runs.Of(key));
        Assert.Null(Assert.Single(host.Web.Said.Ours, static line => line.Event == 103).Exception);
    }

    // What the endpoint itself throws is its own, whatever it is.
    [Fact]
    public async Task H3_An_endpoints_own_exception_is_not_taken_for_one_of_the_claim()
    {
        await using var host = await SmallHost.StartAsync(static app =>
        {
            app.UseExceptionHandler();
            app.UseRouting();
            app.MapPost("/", static string (HttpContext http) => ShopEndpoints.Ran(http) == 1 ? throw new KvUnavailableException() : "second").WithIdempotency();
        });
        using var caller = host.Web.Caller();
        var key = Shop.NewKey();

        var first = await caller.PostAsync("/", key);
        Assert.Equal((HttpStatusCode.InternalServerError, null), (first.Status, first.Code));
        Assert.Equal("second", (await caller.PostAsync("/", key)).Text);
    }

    [Fact]
    public async Task H3_No_key_scope_or_body_shows_in_problems_logs_tags_or_the_store()
    {
        const string secret = "s3cr3t";
        using var counted = new Counted();
        await using var host = await SmallHost.StartAsync(static app =>
        {
            app.UseAuthentication();
            app.MapPost("/{status:int}", static (HttpContext http, int status) => Results.Text($"run {ShopEndpoints.Ran(http)}", statusCode: status)).WithIdempotency(static o => o.MaxRequestBody = 100);
        });
        using var caller = host.Web.Caller();
        var answers = new List<Answer>();
        Task<Answer> SendAsync(string key, string body) => caller.PostAsync("/200", key, body, ("X-User", $"{secret}-user"));

        answers.Add(await SendAsync($"{secret}-key", $"{secret}-body"));
        answers.Add(await SendAsync($"{secret}-key", $"{secret}-body"));
        answers.Add(await SendAsync($"{secret}-key", $"{secret}-other"));
        answers.Add(await SendAsync($"{secret} key", ""));
        answers.Add(await SendAsync($"{secret}-key", secret + new string('x', 100)));
        await foreach (var record in host.Store.ScanAsync())
        {
            Assert.Matches("^derp:http:[0-9a-f]{32}$", Encoding.ASCII.GetString(record));
            Assert.DoesNotContain(secret, Encoding.Latin1.GetString((await host.Store.GetAsync(record))!), StringComparison.Ordinal);
            await host.Store.SetAsync(record, "junk"u8.ToArray(), TimeSpan.FromHours(1));
        }

        answers.Add(await SendAsync($"{secret}-key", $"{secret}-body"));
        host.Store.TakeDown();
        answers.Add(await SendAsync($"{secret}-key", $"{secret}-body"));

        Assert.Equal([200, 200, 422, 400, 413, 500, 503], answers.Select(static answer => (int)answer.Status));
        Assert.All(answers, static answer => Assert.DoesNotContain(secret, answer.Text, StringComparison.Ordinal));
        Assert.All(host.Web.Said.All, static line => Assert.DoesNotContain(secret, line.Text, StringComparison.Ordinal));
        Assert.All(counted.Tags, static tag => Assert.DoesNotContain(secret, tag, StringComparison.Ordinal));
        Assert.Equal(1, counted.Of("derp.kv.http.replays", "route=/{status:int}"));
        Assert.Equal(1, counted.Of("derp.kv.http.conflicts", "reason=key_reused,route=/{status:int}"));
    }

    [Fact]
    public async Task H3_Problems_point_to_the_documentation()
    {
        await using var host = await StartAsync(static o => o.Documentation = new Uri("https://example.com/keys"));
        using var caller = host.Web.Caller();

        var missing = await caller.PostAsync("/", null);

        Assert.Equal("<https://example.com/keys>; rel=\"describedby\"", missing.Header("Link"));
        Assert.Equal("https://example.com/keys", missing.Member("type")?.GetString());
        Assert.NotNull(missing.Member("traceId"));
    }

    [Fact]
    public async Task H2_The_application_hears_of_a_replay_and_can_refuse_it()
    {
        var replays = 0;
        await using var host = await SmallHost.StartAsync(
            static app => app.MapPost("/", static (HttpContext http) => $"run {ShopEndpoints.Ran(http)}").WithIdempotency(),
            o => o.OnReplay = http =>
            {
                if (Interlocked.Increment(ref replays) > 1)
                    throw new InvalidOperationException("No.");
                http.Response.Headers["X-Seen"] = $"{http.Features.Get<IKvIdempotencyFeature>()!.IsReplay}";
                return default;
            });
        using var caller = host.Web.Caller();
        var key = Shop.NewKey();

        Assert.Null((await caller.PostAsync("/", key)).Header("X-Seen"));
        Assert.Equal(("True", "run 1"), await caller.PostAsync("/", key) is var second ? (second.Header("X-Seen"), second.Text) : default);
        var third = await caller.PostAsync("/", key);
        Assert.Equal((HttpStatusCode.InternalServerError, ""), (third.Status, third.Text));
    }

    private static Task<SmallHost> StartAsync(Action<KvIdempotencyEndpointOptions>? configure = null) =>
        SmallHost.StartAsync(static app => app.MapPost("/", static (HttpContext http) => $"run {ShopEndpoints.Ran(http)}").WithIdempotency(), configure);
}
