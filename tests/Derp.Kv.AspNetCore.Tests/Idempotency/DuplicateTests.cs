using System.Globalization;
using System.Net;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

// H1, H3: duplicates that come while the first request runs.
public sealed class DuplicateTests(Shops shops)
{
    public static TheoryData<Wire> Wires => Idempotency.Wires.All;

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task H3_A_duplicate_in_flight_is_told_when_to_come_again(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey();

        var first = caller.PostAsync("/gated", key);
        await shop.Runs.Gate(key).EnteredAsync();
        var duplicate = await caller.PostAsync("/gated", key);
        var other = await caller.PostAsync("/gated", key, "{}");
        shop.Runs.Gate(key).Open();
        await first;
        var third = await caller.PostAsync("/gated", key);

        Assert.Equal((HttpStatusCode.Conflict, "idempotency_in_flight"), (duplicate.Status, duplicate.Code));
        Assert.InRange(int.Parse(duplicate.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 3);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused"), (other.Status, other.Code));
        Assert.Equal(("run 1", true), (third.Text, third.IsReplay));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task H3_Sixteen_duplicates_of_a_key_may_wait_and_no_more(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey();

        var first = caller.PostAsync("/waits", key);
        await shop.Runs.Gate(key).EnteredAsync();
        var duplicates = Enumerable.Range(0, 17).Select(_ => caller.PostAsync("/waits", key)).ToList();
        var refused = await Task.WhenAny(duplicates);
        shop.Runs.Gate(key).Open();
        var answers = await Task.WhenAll(duplicates);

        Assert.Equal("idempotency_in_flight", (await refused).Code);
        Assert.Equal((16, 1), (answers.Count(static answer => answer is { Text: "run 1", IsReplay: true }), answers.Count(static answer => answer.Status == HttpStatusCode.Conflict)));
        Assert.Equal(("run 1", 1), ((await first).Text, shop.Runs.Of(key)));
    }

    // The record stands before the first byte: not even a slow store lets a retry run.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task H1_A_retry_at_the_first_byte_replays(int version)
    {
        await using var server = await ValkeyServer.StartAsync();
        await using var slow = FaultProxy.Start(server.Port);
        slow.Delay = TimeSpan.FromMilliseconds(50);
        await using var client = new StackExchangeRedisKvClient(slow.Endpoint);
        await client.ConnectAsync();
        var runs = 0;
        await using var host = await WebHost.StartAsync(
            client, static builder => builder.Services.AddKvIdempotency(), app => app.MapPost("/", () => $"run {Interlocked.Increment(ref runs)}").WithIdempotency());
        using var caller = host.Caller(new Version(version, version == 1 ? 1 : 0));
        var key = Shop.NewKey();

        using var first = await caller.BeginAsync(HttpMethod.Post, "/", key, null, HttpCompletionOption.ResponseHeadersRead, []);
        var second = await caller.SendAsync(HttpMethod.Post, "/", key, null);

        Assert.Equal(("run 1", true), (second.Text, second.IsReplay));
        Assert.Equal("run 1", await first.Content.ReadAsStringAsync());
    }
}
