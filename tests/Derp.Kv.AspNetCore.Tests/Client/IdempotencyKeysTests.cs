using System.Net;
using Derp.Kv.Conformance;
using Derp.Kv.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.AspNetCore.Tests.Client;

/// <summary>The client's half of HTTP idempotency, on a real server.</summary>
public sealed class IdempotencyKeysTests : IClassFixture<RecordingServer>
{
    private readonly RecordingServer _server;

    public IdempotencyKeysTests(RecordingServer server)
    {
        _server = server;
        server.Reset(static (_, _) => { });
    }

    // Registered in any order, for one client or for all. Hedging copies the request for each try: inside of it each would get a key of its own.
    public static TheoryData<string> Orders => ["before", "after", "defaults before", "defaults after", "hedging before", "hedging after", "hedging in front"];

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Three_tries_carry_one_key_and_two_requests_two(string order)
    {
        _server.Reset(static (number, response) => response.StatusCode = number % 3 == 0 ? 201 : 503);
        await using var services = Services(order);
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient("payments");

        for (var i = 0; i < 2; i++)
        {
            using var response = await client.PostAsync(_server.Address, new StringContent("pay"));
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        }

        var keys = _server.Requests.Select(static request => request.Key).ToArray();
        Assert.Equal(6, keys.Length);
        Assert.Single(keys[..3].Distinct());
        Assert.Single(keys[3..].Distinct());
        Assert.NotEqual(keys[0], keys[3]);
        Assert.All(_server.Requests, static request => Assert.Equal("pay", request.Body));
    }

    [Theory]
    [InlineData("POST", true)]
    [InlineData("PATCH", true)]
    [InlineData("PUT", false)]
    [InlineData("GET", false)]
    [InlineData("DELETE", false)]
    public async Task A_key_is_a_quoted_UUID_of_version_7_and_stands_on_requests_that_are_not_idempotent_by_themselves(string method, bool hasKey)
    {
        await using var services = Services("alone");
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient("payments");
        using var request = new HttpRequestMessage(new HttpMethod(method), _server.Address);

        using var response = await client.SendAsync(request);

        var key = Assert.Single(_server.Requests).Key;
        Assert.Equal(hasKey, key is not null);
        if (key is null)
            return;
        Assert.Equal(('"', '"'), (key[0], key[^1]));
        Assert.Equal(7, Guid.Parse(key[1..^1]).Version);
    }

    [Fact]
    public async Task A_request_that_has_a_key_keeps_it()
    {
        await using var services = Services("alone");
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient("payments");
        using var request = new HttpRequestMessage(HttpMethod.Post, _server.Address);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", "\"order-7\"");

        using var response = await client.SendAsync(request);

        Assert.Equal("\"order-7\"", Assert.Single(_server.Requests).Key);
    }

    [Fact]
    public async Task Header_and_methods_can_be_set_and_a_client_registered_twice_has_one_handler()
    {
        await using var services = Services("alone", static options => options.Methods.Add("PUT"), both: true);
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient("payments");

        using var response = await client.PutAsync(_server.Address, new StringContent("set"));

        Assert.DoesNotContain(',', Assert.Single(_server.Requests).Key!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_409_with_Retry_After_is_waited_for_and_the_same_request_sent_again(bool asDate)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        _server.Reset((number, response) =>
        {
            response.StatusCode = number < 3 ? 409 : 201;
            if (number < 3)
                response.Headers.RetryAfter = asDate ? time.GetUtcNow().AddSeconds(2).ToString("R") : "2";
        });
        await using var services = Services("alone", time: time);
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient("payments");

        var call = client.PostAsync(_server.Address, new StringContent("pay"));
        await Eventually.HoldsAsync(() => Task.FromResult(_server.Requests.Count == 1), "The first try should have come.");
        Assert.False(call.IsCompleted);
        await Eventually.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(call.IsCompleted);
        }, "The request should have been sent again.");

        using var response = await call;
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(3, _server.Requests.Count);
        Assert.Single(_server.Requests.Distinct());
    }

    [Theory]
    [InlineData("11", 5)]
    [InlineData(null, 5)]
    [InlineData("1", 5_000_000)]
    public async Task A_409_that_time_does_not_resolve_in_time_is_the_callers(string? retryAfter, int bodySize)
    {
        _server.Reset((_, response) =>
        {
            response.StatusCode = 409;
            if (retryAfter is not null)
                response.Headers.RetryAfter = retryAfter;
        });
        await using var services = Services("alone");
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient("payments");

        using var response = await client.PostAsync(_server.Address, new ByteArrayContent(new byte[bodySize]));

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_server_that_never_ends_is_waited_for_ten_seconds_in_all()
    {
        var time = new FakeTimeProvider();
        _server.Reset(static (_, response) =>
        {
            response.StatusCode = 409;
            response.Headers.RetryAfter = "3";
        });
        await using var services = Services("alone", time: time);
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient("payments");

        var call = client.PostAsync(_server.Address, new StringContent("pay"));
        await Eventually.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(3));
            return Task.FromResult(call.IsCompleted);
        }, "The caller should have got the 409.");

        using var response = await call;
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal(4, _server.Requests.Count);
    }

    private static ServiceProvider Services(string order, Action<KvIdempotencyKeysOptions>? configure = null, TimeProvider? time = null, bool both = false)
    {
        var services = new ServiceCollection();
        if (time is not null)
            services.AddSingleton(time);
        if (both || order == "defaults before")
            services.ConfigureHttpClientDefaults(static http => http.AddIdempotencyKeys());
        if (order == "defaults after")
            services.ConfigureHttpClientDefaults(static http => Resilient(http));
        var client = services.AddHttpClient("payments");
        switch (order)
        {
            case "before":
                Resilient(client.AddIdempotencyKeys(configure));
                break;
            case "after":
                Resilient(client);
                client.AddIdempotencyKeys(configure);
                break;
            case "defaults before":
                Resilient(client);
                break;
            case "hedging before":
                Hedging(client);
                client.AddIdempotencyKeys(configure);
                break;
            case "hedging after":
                Hedging(client.AddIdempotencyKeys(configure));
                break;
            case "hedging in front":
                Hedging(client.AddIdempotencyKeys(configure));
                client.ConfigureAdditionalHttpMessageHandlers(static (handlers, _) =>
                {
                    var keys = handlers[0];
                    handlers.RemoveAt(0);
                    handlers.Add(keys);
                });
                break;
            default:
                client.AddIdempotencyKeys(configure);
                break;
        }

        return services.BuildServiceProvider();
    }

    private static void Hedging(IHttpClientBuilder client) => client.AddStandardHedgingHandler().Configure(static options => options.Hedging.MaxHedgedAttempts = 2);

    private static void Resilient(IHttpClientBuilder client) => client.AddStandardResilienceHandler(static options =>
    {
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.UseJitter = false;
    });
}
