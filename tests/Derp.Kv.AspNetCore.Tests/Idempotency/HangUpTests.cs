using System.Net;
using Derp.Kv.Conformance;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

// H4: callers who leave, and the endpoint's token.
public sealed class HangUpTests(Shops shops)
{
    public static TheoryData<Wire> Wires => Idempotency.Wires.All;

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task H4_A_caller_who_hangs_up_neither_stops_nor_repeats_the_endpoint(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey();
        using var patience = new CancellationTokenSource();

        var first = caller.BeginAsync(HttpMethod.Post, "/leaves", key, new StringContent("the charge"), HttpCompletionOption.ResponseContentRead, [], patience.Token);
        await shop.Runs.Gate(key).EnteredAsync();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        shop.Runs.Gate(key).Open();

        Answer? retry = null;
        await Eventually.HoldsAsync(
            async () => (retry = await caller.SendAsync(HttpMethod.Post, "/leaves", key, new StringContent("the charge"))).Code != "idempotency_in_flight", "The first request should have ended.");
        Assert.Equal((HttpStatusCode.OK, "run 1 of the charge", true), (retry!.Status, retry.Text, retry.IsReplay));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task H4_A_caller_who_hangs_up_while_sending_has_claimed_nothing(Wire wire)
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await SmallHost.StartAsync(app =>
        {
            app.Use(async (http, next) =>
            {
                began.TrySetResult();
                try
                {
                    await next(http);
                }
                finally
                {
                    left.TrySetResult();
                }
            });
            app.UseRouting();
            app.MapPost("/", static () => "ran").WithIdempotency();
        });
        using var caller = host.Web.Caller(wire.Version());
        using var patience = new CancellationTokenSource();

        var request = caller.BeginAsync(HttpMethod.Post, "/", Shop.NewKey(), new StreamContent(new Endless()), HttpCompletionOption.ResponseContentRead, [], patience.Token);
        await began.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await left.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Empty(host.Store.Operations);
    }

    [Fact]
    public async Task H4_A_lost_claim_cancels_the_endpoints_token()
    {
        await using var host = await SmallHost.StartAsync(static app => app.MapPost("/", static async (HttpContext http) =>
        {
            try
            {
                await ShopEndpoints.GateOf(http).PassAsync(http.RequestAborted);
                return "not cancelled";
            }
            catch (OperationCanceledException)
            {
                return $"lost: {http.Features.Get<IKvIdempotencyFeature>()!.ClaimLost.IsCancellationRequested}";
            }
        }).WithIdempotency(static o => o.LockTtl = TimeSpan.FromMilliseconds(300)));
        using var caller = host.Web.Caller();
        var key = Shop.NewKey();

        var answer = caller.PostAsync("/", key);
        await host.Runs.Gate(key).EnteredAsync();
        await foreach (var record in host.Store.ScanAsync())
            await host.Store.DeleteAsync(record);

        Assert.Equal("lost: True", (await answer).Text);
    }

    [Theory]
    [InlineData(Wire.MemoryOverHttp1)]
    [InlineData(Wire.ValkeyOverHttp2)]
    public async Task H4_A_request_that_times_out_cancels_the_token_and_keeps_its_claim(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey();

        var timedOut = await caller.PostAsync("/times-out", key);
        var next = await caller.PostAsync("/times-out", key);

        Assert.Equal(HttpStatusCode.GatewayTimeout, timedOut.Status);
        Assert.Equal("idempotency_in_flight", next.Code);
        await Eventually.HoldsAsync(async () => (await caller.PostAsync("/times-out", key)).Text == "in time", "The claim should have ended by itself.");
        Assert.Equal(2, shop.Runs.Of(key));
    }

    [Theory]
    [InlineData(Wire.MemoryOverHttp1)]
    [InlineData(Wire.ValkeyOverHttp2)]
    public async Task H4_An_endpoint_that_aborts_its_request_keeps_its_claim(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => caller.PostAsync("/aborts", key));

        Assert.Equal("idempotency_in_flight", (await caller.PostAsync("/aborts", key)).Code);
        Assert.Equal(1, shop.Runs.Of(key));
    }

    // A body that begins and never ends.
    private sealed class Endless : Stream
    {
        // More than a client keeps back.
        private int _left = 256 * 1024;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left <= 0)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            _left -= buffer.Length;
            return buffer.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
