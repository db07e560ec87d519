using System.Net;
using System.Text;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

// H1, H2: what a first request gets, and what a second one does.
public sealed class ReplayTests(Shops shops)
{
    public static TheoryData<Wire> Wires => Idempotency.Wires.All;

    public static TheoryData<Wire, string> Kinds
    {
        get
        {
            var all = new TheoryData<Wire, string>();
            foreach (var kind in ShopEndpoints.Kinds)
            {
                all.Add(Wire.MemoryOverHttp1, kind);
                all.Add(Wire.ValkeyOverHttp2, kind);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task H1_A_second_request_gets_the_first_answer_marked(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey();

        var first = await caller.PostAsync("/created", $"\"{key}\"");
        var second = await caller.PostAsync("/created", $"\"{key}\"");

        Assert.Equal((HttpStatusCode.Created, """{"run":1}"""), (first.Status, first.Text));
        Assert.Equal((first.Status, first.Text), (second.Status, second.Text));
        Assert.Equal("/orders/7", first.Header("Location"));
        Assert.Equal(first.Header("Location"), second.Header("Location"));
        Assert.Equal(first.Header("Content-Type"), second.Header("Content-Type"));
        Assert.Equal((false, true), (first.IsReplay, second.IsReplay));
        Assert.Equal($"\"{key}\"", first.Header("Idempotency-Key"));
        Assert.Equal($"\"{key}\"", second.Header("Idempotency-Key"));
        Assert.Equal(1, shop.Runs.Of(key));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task H2_Each_kind_of_answer_replays_byte_for_byte(Wire wire, string kind)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey();

        var first = await caller.PostAsync("/" + kind, key);
        var second = await caller.PostAsync("/" + kind, key);

        Assert.True((int)first.Status is 200 or 201 or 202 or 204 or 302 or 404 or 409, first.Status.ToString());
        Assert.Equal(first.Status, second.Status);
        Assert.Equal(first.Bytes, second.Bytes);
        Assert.True(second.IsReplay);
        Assert.Equal(Lasting(first), Lasting(second));
        Assert.Equal(1, shop.Runs.Of(key));
    }

    [Fact]
    public async Task H2_Not_each_kind_of_answer_is_the_same()
    {
        var shop = await shops.OfAsync(Wire.MemoryOverHttp1);
        using var caller = shop.Host.Caller();

        var file = await caller.PostAsync("/file", Shop.NewKey());
        var raw = await caller.PostAsync("/raw", Shop.NewKey());
        var view = await caller.PostAsync("/action/view", Shop.NewKey());
        var created = await caller.PostAsync("/action/created", Shop.NewKey());

        Assert.Equal(("text/csv", "\"v1\"", "run 1"), (file.Header("Content-Type"), file.Header("ETag"), file.Text));
        Assert.Equal("attachment; filename=orders.csv; filename*=UTF-8''orders.csv", file.Header("Content-Disposition"));
        Assert.Equal("by writer, by stream, run 1", raw.Text);
        Assert.Equal("<p>Order: run 1</p>", view.Text);
        Assert.EndsWith("/action/show/7", created.Header("Location"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task H2_A_cookie_is_the_first_callers_alone_and_late_headers_are_fresh(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey();

        var first = await caller.PostAsync("/cookie", key);
        var second = await caller.PostAsync("/cookie", key);
        await caller.PostAsync("/cookie", Shop.NewKey());

        Assert.StartsWith("session=s3cret; path=/|login=", first.Header("Set-Cookie"), StringComparison.Ordinal);
        Assert.StartsWith("login=", second.Header("Set-Cookie"), StringComparison.Ordinal);
        Assert.DoesNotContain(second.Header("Set-Cookie")!, first.Header("Set-Cookie"), StringComparison.Ordinal);
        Assert.True(second.IsReplay);
        var line = Assert.Single(shop.Host.Said.Ours, static line => line.Event == 100 && line.Text.Contains("/cookie", StringComparison.Ordinal));
        Assert.Contains("Set-Cookie", line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", line.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task H2_A_replay_is_encoded_for_its_own_caller(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey();

        var zipped = await caller.PostAsync("/object", key, headers: ("Accept-Encoding", "gzip"));
        var plain = await caller.PostAsync("/object", key);

        Assert.Equal("gzip", zipped.Header("Content-Encoding"));
        Assert.Null(plain.Header("Content-Encoding"));
        Assert.Equal("""{"run":1,"text":"é"}""", plain.Text);
        Assert.True(plain.IsReplay);
    }

    [Fact]
    public async Task H2_A_status_without_a_body_replays_with_its_headers()
    {
        var shop = await shops.OfAsync(Wire.MemoryOverHttp1);
        using var caller = shop.Host.Caller();
        var key = Shop.NewKey();

        var first = await caller.PostAsync("/not-modified", key);
        var second = await caller.PostAsync("/not-modified", key);

        Assert.Equal((HttpStatusCode.NotModified, "\"v1\"", false), (first.Status, first.Header("ETag"), first.IsReplay));
        Assert.Equal((HttpStatusCode.NotModified, "\"v1\"", true), (second.Status, second.Header("ETag"), second.IsReplay));
    }

    [Fact]
    public async Task H1_An_endpoint_that_has_written_sees_a_response_that_has_started()
    {
        var shop = await shops.OfAsync(Wire.MemoryOverHttp1);
        using var caller = shop.Host.Caller();

        Assert.Equal("first second", (await caller.PostAsync("/clears", Shop.NewKey())).Text);
    }

    [Fact]
    public async Task H2_Safe_methods_and_others_that_are_not_named_pass()
    {
        var shop = await shops.OfAsync(Wire.MemoryOverHttp1);
        using var caller = shop.Host.Caller();
        var key = Shop.NewKey();

        foreach (var (method, path) in new[] { (HttpMethod.Get, "/get"), (HttpMethod.Put, "/put") })
        {
            var answers = new[]
            {
                await caller.SendAsync(method, path, key, null, ("X-Case", path + key)),
                await caller.SendAsync(method, path, key, null, ("X-Case", path + key)),
                await caller.SendAsync(method, path, null, null, ("X-Case", path + key)),
            };
            Assert.Equal(["run 1", "run 2", "run 3"], answers.Select(static answer => answer.Text));
            Assert.All(answers, static answer => Assert.Null(answer.Header("Idempotency-Key")));
        }

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await caller.SendAsync(HttpMethod.Head, "/created", key, null)).Status);
        Assert.Equal("run 1", (await caller.SendAsync(HttpMethod.Post, "/action/unmarked", key, new StringContent("", Encoding.UTF8), ("X-Case", key))).Text);
    }

    private static IEnumerable<string> Lasting(Answer answer) => answer.Headers
        .Select(static header => (Name: header.Key.ToLowerInvariant(), header.Value))
        .Where(static header => header.Name is not ("date" or "idempotent-replayed" or "transfer-encoding" or "content-length" or "set-cookie"))
        .Select(static header => $"{header.Name}: {header.Value}")
        .Order(StringComparer.Ordinal);
}
