using System.Globalization;
using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Tests.Diagnostics;

/// <summary>What is said of results that callers do not share, and of types that are said to be immutable.</summary>
public class SharingTests
{
    private const string Types = """
        public record Order(int Id, List<int> Lines);
        public sealed class Odd(int id) { public int Id => id; public required IReadOnlyList<int> Parts { get; init; } }
        [System.ComponentModel.ImmutableObject(true)] public class Marked { public int Id { get; set; } }
        public class Custom : IKvSerializer<Order> { public void Serialize(System.Buffers.IBufferWriter<byte> w, Order v) { } public Order Deserialize(ReadOnlyMemory<byte> b) => null!; }
        """;

    [Theory]
    [InlineData("", "Order")]
    [InlineData(", Near = \"1s\"", "int?")]
    [InlineData(", Near = null", "Order")]
    public void Nothing_is_said_without_Near_or_of_a_shared_result(string settings, string result) =>
        Assert.DoesNotContain(Findings(settings, result), static d => d.Id == "DKV0034");

    [Fact]
    public void Near_result_with_a_serializer_of_its_own_is_decoded() => Assert.Equal(
        "Near results of 'GetCoreAsync' are decoded for each caller, because 'Order' is made by a serializer of its own; if nothing in it ever changes, write [assembly: KvImmutable(typeof(Order))]",
        Said(Findings(", Near = \"1s\", Serializer = typeof(Custom)", "Order")));

    [Theory]
    [InlineData("Task<Marked>")]
    [InlineData("Task<System.Collections.Immutable.ImmutableArray<Marked>>")]
    public void Marked_type_with_a_setter_is_an_error_where_it_is_cached(string result) => Refusal.VerifyFile(
        "DKV0035",
        "'Marked' has 'Id', which can be set; change that, or remove [ImmutableObject(true)]",
        $$"""
        {{Types}}
        public partial class C(KvClient kv)
        {
            [Cached(Ttl = "1m")] private {{result}} [|GetCoreAsync|](int id) => throw new NotSupportedException();
            NEIGHBOUR
        }
        """);

    [Fact]
    public void Marked_type_with_a_setter_is_nobodys_business_elsewhere() => Assert.Empty(Findings("", "int"));

    [Theory]
    [InlineData("Marked", "has 'Id', which can be set")]
    [InlineData("List<int>", "can be changed")]
    [InlineData("List<>", "can be changed")]
    [InlineData("int[]", "can be changed")]
    [InlineData("System.Text.StringBuilder", "can be changed")]
    [InlineData("object", "says nothing of what it holds")]
    [InlineData("Action", "says nothing of what it holds")]
    public void Nobody_can_vouch_for_what_can_be_seen_to_change(string type, string why)
    {
        var finding = Assert.Single(Run(type).Findings(), static d => d.Id == "DKV0035");
        Assert.Equal($"'{type.Split('.')[^1]}' {why}; change that, or remove [assembly: KvImmutable]", finding.GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal(type, finding.Location.SourceTree!.GetText(TestContext.Current.CancellationToken).ToString(finding.Location.SourceSpan));
    }

    [Theory]
    [InlineData("Odd")]
    [InlineData("Uri")]
    [InlineData("System.Net.IPNetwork")]
    [InlineData("Dictionary<int, int>.KeyCollection")]
    public void Other_types_are_taken_at_the_developers_word(string type) => Assert.DoesNotContain(Run(type).Findings(), static d => d.Id == "DKV0035");

    private static GeneratorRun Run(string vouched) => GeneratorRun.Unchecked(TestCompilation.Create([$"[assembly: KvImmutable(typeof({vouched}))]\n{Types}"]));

    private static System.Collections.Immutable.ImmutableArray<Diagnostic> Findings(string settings, string result) => GeneratorRun.Of($$"""
        {{Types}}
        public partial class C(KvClient kv)
        {
            [Cached(Ttl = "1m"{{settings}})] private Task<{{result}}> GetCoreAsync(int id) => throw new NotSupportedException();
        }
        """).Findings();

    private static string Said(IEnumerable<Diagnostic> findings)
    {
        var finding = Assert.Single(findings, static d => d.Id == "DKV0034");
        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
        Assert.Equal("\"1s\"", finding.Location.SourceTree!.GetText(TestContext.Current.CancellationToken).ToString(finding.Location.SourceSpan));
        return finding.GetMessage(CultureInfo.InvariantCulture);
    }
}
