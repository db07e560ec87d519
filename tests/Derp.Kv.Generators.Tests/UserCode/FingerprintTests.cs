using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>I29, I10: the fingerprint of an idempotent call holds all that its key does not say.</summary>
public class FingerprintTests
{
    private static async Task<string> SecondCallAsync(string declarations, string template, string parameters, string first, string second) =>
        await CompiledCode.RunAsync<string>($$"""
            {{declarations}}
            public sealed partial class Payments(KvClient kv)
            {
                private int _runs;
                [Idempotent("{{template}}", Ttl = "24h")]
                private Task<string> PayCoreAsync({{parameters}}) => Task.FromResult($"receipt {++_runs}");
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var p = new Payments(kv);
                    await p.PayAsync({{first}});
                    try { return await p.PayAsync({{second}}); }
                    catch (Exception e) { return e.GetType().Name; }
                }
            }
            """);

    [Fact]
    public async Task I29_A_parameter_of_which_one_property_is_named_stays_in_the_fingerprint() =>
        Assert.Equal(nameof(IdempotencyKeyReusedException), await SecondCallAsync(
            "public sealed record PaymentRequest(string Key, string Account, long Cents);",
            "payment:{request.Key}",
            "PaymentRequest request",
            "new(\"k\", \"alice\", 500)",
            "new(\"k\", \"bob\", 999_999)"));

    [Fact]
    public async Task I29_The_same_request_is_replayed() =>
        Assert.Equal("receipt 1", await SecondCallAsync(
            "public sealed record PaymentRequest(string Key, string Account, long Cents);",
            "payment:{request.Key}",
            "PaymentRequest request",
            "new(\"k\", \"alice\", 500)",
            "new(\"k\", \"alice\", 500)"));

    // K11. Two cards would have the fingerprint of their amounts.
    [Fact]
    public async Task I29_An_argument_of_a_derived_type_is_refused_before_the_claim() =>
        Assert.Equal(nameof(ArgumentException), await SecondCallAsync(
            "public record Money(decimal Amount); public record CardMoney(decimal Amount, string Card) : Money(Amount);",
            "payment:{key}",
            "string key, Money money",
            "\"k\", new(5m)",
            "\"k\", new CardMoney(5m, \"1234\")"));

    [Fact]
    public async Task I29_A_parameter_named_with_a_format_stays_in_the_fingerprint() =>
        Assert.Equal(nameof(IdempotencyKeyReusedException), await SecondCallAsync("", "{key}:{amount:0}", "string key, decimal amount", "\"k\", 5.10m", "\"k\", 5.40m"));

    [Theory]
    [InlineData("{key}:{amount}", "receipt 2")]
    [InlineData("{key}:{amount:0}:{amount}", "receipt 2")]
    [InlineData("{key}", nameof(IdempotencyKeyReusedException))]
    public async Task I29_A_parameter_named_whole_leaves_it(string template, string expected) =>
        Assert.Equal(expected, await SecondCallAsync("", template, "string key, decimal amount", "\"k\", 5.10m", "\"k\", 5.40m"));

    [Theory]
    [InlineData("{request.Key}")]
    [InlineData("{request.Key}:{note:G}")]
    public async Task I29_NotKey_leaves_out_what_is_named_in_part(string template) =>
        Assert.Equal("receipt 1", await SecondCallAsync(
            "public sealed record PaymentRequest(string Key, string Account);",
            template,
            "[NotKey] PaymentRequest request, [NotKey] DayOfWeek note = default",
            "new(\"k\", \"alice\")",
            "new(\"k\", \"bob\")"));

    // I25
    [Theory]
    [InlineData("{key}", "string key", "\"\"")]
    [InlineData("{key}", "string key", "null!")]
    [InlineData("pay:{tenant}:{key}", "int tenant, string key", "1, \"\"")]
    [InlineData("{key}", "Uri key", "null!")]
    [InlineData("{key.Host}", "Uri key", "null!")]
    [InlineData("{key}", "System.Net.IPAddress key", "null!")]
    [InlineData("{key:G}", "T key", "null!")]
    [InlineData("{key}", "List<int> key", "null!")]
    [InlineData("{key.Id}", "R key", "null!")]
    [InlineData("{key.Id}", "R key", "new(null!)")]
    [InlineData("{key}", "R key", "null!")]
    [InlineData("{key}", "System.Collections.Immutable.ImmutableArray<int> key", "default")]
    public async Task I25_A_key_that_names_nothing_is_refused_and_claims_nothing(string template, string parameters, string argument) =>
        Assert.Equal("ArgumentException key 0 keys 0 runs", await CompiledCode.RunAsync<string>($$"""
            public sealed record R(string Id);
            public sealed class T : IFormattable { public string ToString(string? format, IFormatProvider? provider) => "t"; }
            public sealed partial class Payments(KvClient kv)
            {
                public int Runs;
                [Idempotent("{{template}}", Ttl = "24h")]
                private Task<int> PayCoreAsync({{parameters}}{{(template == "{key:G}" ? ", [NotKey] int x = 0" : "")}}) => Task.FromResult(++Runs);
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var p = new Payments(kv);
                    var text = "none";
                    try { await p.PayAsync({{argument}}); }
                    catch (ArgumentException e) { text = $"{e.GetType().Name} {e.ParamName!.Split('.')[0]}"; }
                    var keys = 0;
                    await foreach (var key in kv.ScanAsync())
                        keys++;
                    return $"{text} {keys} keys {p.Runs} runs";
                }
            }
            """.Replace("PayCoreAsync(T key", "PayCoreAsync([NotKey] T key", StringComparison.Ordinal)));

    // I25: what has a text is a name, a zero and an empty list among it.
    [Theory]
    [InlineData("int key", "0")]
    [InlineData("Guid key", "default")]
    [InlineData("bool key", "false")]
    [InlineData("DateTime key", "default")]
    [InlineData("List<int> key", "[]")]
    [InlineData("(string A, string? B) key", "(\"\", null)")]
    public async Task I25_Zero_is_a_name(string parameters, string argument) =>
        Assert.Equal("receipt 1", await SecondCallAsync("", "{key}", parameters, argument, argument));
}
