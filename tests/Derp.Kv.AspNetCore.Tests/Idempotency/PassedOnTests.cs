using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

// H6: answers that are too large or streamed reach their caller at once, and are kept as done.
public sealed class PassedOnTests(Shops shops)
{
    public static TheoryData<Wire> Wires => Idempotency.Wires.All;

    public static TheoryData<Wire, string> Large
    {
        get
        {
            var all = new TheoryData<Wire, string>();
            foreach (var wire in Enum.GetValues<Wire>())
                all.Add(wire, "/large");
            foreach (var path in new[] { "/large-by-writer", "/large-file" })
            {
                all.Add(Wire.MemoryOverHttp1, path);
                all.Add(Wire.ValkeyOverHttp2, path);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Large))]
    public async Task H6_A_large_answer_is_whole_and_its_duplicate_is_refused(Wire wire, string path)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey();

        var first = await caller.PostAsync(path, key);
        var duplicate = await caller.PostAsync(path, key);

        Assert.Equal((LargeFile.Size, $"\"{key}\""), (first.Bytes.Length, first.Header("Idempotency-Key")));
        if (path == "/large")
            Assert.Equal(string.Concat(Enumerable.Range(0, 10).Select(static i => new string((char)('0' + i), 30 * 1024))), first.Text);
        Assert.Equal((HttpStatusCode.Conflict, "idempotency_result_not_kept"), (duplicate.Status, duplicate.Code));
        Assert.Equal("/reports/1", duplicate.Header("Location"));
        Assert.Equal((int)first.Status, duplicate.Member("originalStatus")?.GetInt32());
        Assert.Equal(1, shop.Runs.Of(key));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task H6_Events_and_unbuffered_answers_stream(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        foreach (var (path, beginning, rest) in new[] { ("/events", "data: 1\n\n", "data: 2\n\n"), ("/unbuffered", "first ", "second") })
        {
            var key = Shop.NewKey();
            using var first = await caller.BeginAsync(HttpMethod.Post, path, key, new StringContent(""), HttpCompletionOption.ResponseHeadersRead, []);
            await using var stream = await first.Content.ReadAsStreamAsync();
            var bytes = new byte[beginning.Length];
            await stream.ReadExactlyAsync(bytes);
            var during = await caller.SendAsync(HttpMethod.Post, path, key, new StringContent(""));
            shop.Runs.Gate(key).Open();
            using var reader = new StreamReader(stream);

            Assert.Equal((beginning, rest), (Encoding.UTF8.GetString(bytes), await reader.ReadToEndAsync()));
            Assert.Equal($"\"{key}\"", first.Headers.GetValues("Idempotency-Key").Single());
            Assert.Equal("idempotency_in_flight", during.Code);
            var after = await caller.SendAsync(HttpMethod.Post, path, key, new StringContent(""));
            Assert.Equal(("idempotency_result_not_kept", 200), (after.Code, after.Member("originalStatus")?.GetInt32()));
            Assert.Equal(1, shop.Runs.Of(key));
        }
    }

    [Theory]
    [InlineData(Wire.MemoryOverHttp2)]
    [InlineData(Wire.ValkeyOverHttp2)]
    public async Task H6_An_answer_with_trailers_is_kept_as_done(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey();

        using var first = await caller.BeginAsync(HttpMethod.Post, "/trailers", key, new StringContent(""), HttpCompletionOption.ResponseContentRead, []);
        var duplicate = await caller.SendAsync(HttpMethod.Post, "/trailers", key, new StringContent(""));

        Assert.Equal(("body", "7"), (await first.Content.ReadAsStringAsync(), first.TrailingHeaders.GetValues("X-Checksum").Single()));
        Assert.Equal("idempotency_result_not_kept", duplicate.Code);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task H1_A_small_file_replays(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey();

        var first = await caller.PostAsync("/small-file", key);
        var second = await caller.PostAsync("/small-file", key);

        Assert.Equal((new string('x', 100), true), (second.Text, second.IsReplay));
        Assert.Equal(first.Bytes, second.Bytes);
    }

    [Fact]
    public async Task H6_Headers_that_no_record_has_room_for_are_not_kept_and_nothing_runs_again()
    {
        await using var host = await SmallHost.StartAsync(static app => app.MapPost("/", static (HttpContext http) =>
        {
            http.Response.Headers["X-Huge"] = new string('x', 2000);
            return $"run {ShopEndpoints.Ran(http)}";
        }).WithIdempotency(static o => o.ReplayHeaders.Add("X-Huge")), maxValueSize: 1000);
        using var caller = host.Web.Caller();
        var key = Shop.NewKey();

        var first = await caller.PostAsync("/", key);
        var second = await caller.PostAsync("/", key);

        Assert.Equal((2000, "run 1"), (first.Header("X-Huge")!.Length, first.Text));
        Assert.Equal(("idempotency_result_not_kept", 200), (second.Code, second.Member("originalStatus")?.GetInt32()));
        Assert.Single(host.Web.Said.Ours, static line => line.Event == 101);
    }
}
