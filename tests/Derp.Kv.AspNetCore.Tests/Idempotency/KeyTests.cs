using System.Net;
using Derp.Kv.AspNetCore.Idempotency.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Primitives;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

// H3: keys that are missing, malformed, or written in several ways.
public sealed class KeyTests(Shops shops)
{
    public static TheoryData<Wire> Wires => Idempotency.Wires.All;

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task H3_A_missing_key_is_a_problem_where_it_is_required(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());

        var refused = await caller.PostAsync("/created", null, headers: ("X-Case", "missing"));
        var optional = Shop.NewKey();
        var first = await caller.PostAsync("/optional", null, headers: ("X-Case", optional));
        var second = await caller.PostAsync("/optional", null, headers: ("X-Case", optional));

        Assert.Equal((HttpStatusCode.BadRequest, "idempotency_key_missing"), (refused.Status, refused.Code));
        Assert.Equal(0, shop.Runs.Of("missing"));
        Assert.Equal(("run 1", "run 2", false), (first.Text, second.Text, second.IsReplay));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task H3_Quoted_bare_and_with_a_parameter_are_one_key(Wire wire)
    {
        var shop = await shops.OfAsync(wire);
        using var caller = shop.Host.Caller(wire.Version());
        var key = Shop.NewKey();

        var answers = new List<Answer>();
        foreach (var text in new[] { $"\"{key}\"", key, $"\"{key}\";p=1", $"\"{key}\"; a=\"x, y\";b;c=:AQ==:" })
            answers.Add(await caller.PostAsync("/string", text));

        Assert.All(answers, static answer => Assert.Equal("run 1", answer.Text));
        Assert.Equal([false, true, true, true], answers.Select(static answer => answer.IsReplay));
        Assert.All(answers, answer => Assert.Equal($"\"{key}\"", answer.Header("Idempotency-Key")));
    }

    [Fact]
    public async Task H3_A_malformed_key_is_a_problem_and_touches_no_store()
    {
        await using var host = await SmallHost.StartAsync(static app => app.MapPost("/", static () => "ran").WithIdempotency());
        using var caller = host.Web.Caller();
        var keys = new[] { "a, b", "", "\"a", "\"\"", "\"1234567890éàüöß123456\"", new string('x', 256), "\"1234567890123456\" b", "12345678\t90123456", "\"1234567890123456\", \"b\"", "123456789012345" };

        foreach (var key in keys)
        {
            var answer = await caller.PostAsync("/", key);
            Assert.Equal((HttpStatusCode.BadRequest, "idempotency_key_malformed"), (answer.Status, answer.Code));
        }

        var twice = await caller.PostAsync("/", "1234567890123456", headers: ("Idempotency-Key", "6543210987654321"));
        Assert.Equal((HttpStatusCode.BadRequest, "idempotency_key_malformed"), (twice.Status, twice.Code));
        Assert.Empty(host.Store.Operations);
        Assert.Equal("ran", (await caller.PostAsync("/", "1234567890123456")).Text);
    }

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("  \"abc\"  ", "abc")]
    [InlineData("\"a b, c;\"", "a b, c;")]
    [InlineData("\"a\\\"b\\\\c\"", "a\"b\\c")]
    [InlineData("\"abc\";p;q=1.5;r=?1;*s=tok/en:1", "abc")]
    [InlineData("!#$~", "!#$~")]
    public void H3_A_key_reads_as(string text, string expected)
    {
        Assert.Equal(KeyHeader.Valid, IdempotencyKeyHeader.Parse(text, out var key));
        Assert.Equal(expected, key);
        Assert.Equal(KeyHeader.Valid, IdempotencyKeyHeader.Parse(IdempotencyKeyHeader.Quote(key), out var again));
        Assert.Equal(key, again);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a;p=1")]
    [InlineData("a\"b")]
    [InlineData("\"é\"")]
    [InlineData("é")]
    [InlineData("\"a\\b\"")]
    [InlineData("\"a\\")]
    [InlineData("\"a\tb\"")]
    [InlineData("\"a\";")]
    [InlineData("\"a\";P=1")]
    [InlineData("\"a\";p=")]
    [InlineData("\"a\";p=\"x")]
    [InlineData("\"a\";1=2")]
    [InlineData("\"a\"b")]
    public void H3_A_key_is_refused(string text) => Assert.Equal(KeyHeader.Malformed, IdempotencyKeyHeader.Parse(text, out _));

    [Fact]
    public void H3_The_longest_key_has_255_characters()
    {
        Assert.Equal(KeyHeader.Valid, IdempotencyKeyHeader.Parse(new string('x', 255), out _));
        Assert.Equal(KeyHeader.Valid, IdempotencyKeyHeader.Parse('"' + new string('x', 255) + '"', out _));
        Assert.Equal(KeyHeader.Malformed, IdempotencyKeyHeader.Parse(new string('x', 256), out _));
        Assert.Equal(KeyHeader.Missing, IdempotencyKeyHeader.Parse(StringValues.Empty, out _));
    }
}
