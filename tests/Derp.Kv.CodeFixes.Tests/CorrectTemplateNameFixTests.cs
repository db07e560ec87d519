using Derp.Kv.CodeFixes.Tests.Harness;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Derp.Kv.CodeFixes.Tests;

public class CorrectTemplateNameFixTests
{
    private static string Method(string template, string parameters, string kind = "Cached") => $$"""
        public record Order(int Number, Customer Customer);
        public record Customer(string Name, int Region);
        public partial class C(KvClient kv)
        {
            [{{kind}}({{template}}, Ttl = "1m")]
            private Task<int> GetCoreAsync({{parameters}}) => Task.FromResult(1);
        }
        """;

    [Theory]
    [InlineData("\"x:{tenant}:{sku}\"", "\"x:{tenantId}:{sku}\"", "int tenantId, string sku", "{tenantId}")]
    [InlineData("\"x:{ID}\"", "\"x:{id}\"", "int id", "{id}")]
    [InlineData("\"{{nmae}}:{nmae}\"", "\"{{nmae}}:{name}\"", "string name", "{name}")]
    [InlineData("\"{{{idd}}}:x\"", "\"{{{id}}}:x\"", "int id", "{id}")]
    [InlineData("\"x:{frm:yyyy}\"", "\"x:{from:yyyy}\"", "DateTime from", "{from}")]
    [InlineData("@\"x\\:{idd}\"", "@\"x\\:{id}\"", "int id", "{id}")]
    [InlineData("\"\"\"x:\"{idd}\" \"\"\"", "\"\"\"x:\"{id}\" \"\"\"", "int id", "{id}")]
    [InlineData("\"\\u0061\\t:{idd}\"", "\"\\u0061\\t:{id}\"", "int id", "{id}")]
    [InlineData("\"x:{order.Numbr}\"", "\"x:{order.Number}\"", "Order order", "{order.Number}")]
    [InlineData("\"x:{order.Customer.Nam}\"", "\"x:{order.Customer.Name}\"", "Order order", "{order.Customer.Name}")]
    [InlineData("\"x:{id1}:{idX}\"", "\"x:{id1}:{id2}\"", "int id1, int id2", "{id2}")]
    public Task Name(string before, string after, string parameters, string corrected) =>
        Fix.VerifyAsync<CorrectTemplateNameFix>("DKV0015", $"Change to {corrected}", Method(before, parameters), Method(after, parameters));

    [Fact]
    public Task Name_of_a_marked_parameter_where_that_may_be_named() => Fix.VerifyAsync<CorrectTemplateNameFix>(
        "DKV0015",
        "Change to {user}",
        Method("\"y:{id}\"", "int id, [NotKey] string user", "RateLimited(\"x:{usr}\", Limit = 1, Window = \"1m\"), Cached"),
        Method("\"y:{id}\"", "int id, [NotKey] string user", "RateLimited(\"x:{user}\", Limit = 1, Window = \"1m\"), Cached"));

    [Theory]
    [InlineData("\"x:{nope}\"", "int id")]
    [InlineData("\"x:{a}\"", "int b")]
    [InlineData("\"x:{ct}\"", "CancellationToken ct")]
    [InlineData("\"x:{usr}\"", "[NotKey] string user")]
    [InlineData("\"x:{order.Elsewhere}\"", "Order order")]
    [InlineData("K.X", "int id")]
    [InlineData("\"x:{i\" + \"dd}\"", "int id")]
    public Task None_where_nothing_is_near_or_the_text_is_elsewhere(string template, string parameters) => Fix.VerifyNoneAsync<CorrectTemplateNameFix>(
        "DKV0015",
        "public static class K { public const string X = \"x:{idd}\"; }\n" + Method(template, parameters));

    [Fact]
    public Task All_of_a_document() => Fix.VerifyAllAsync<CorrectTemplateNameFix>(
        "DKV0015",
        "Correct names in key templates",
        FixAllScope.Document,
        ["public partial class C(KvClient kv)\n{\n    [Cached(\"x:{idd}\", Ttl = \"1m\")] private Task<int> ACoreAsync(int id) => Task.FromResult(1);\n    [Cached(\"y:{idd}\", Ttl = \"1m\")] private Task<int> BCoreAsync(int id) => Task.FromResult(1);\n}\n"],
        ["public partial class C(KvClient kv)\n{\n    [Cached(\"x:{id}\", Ttl = \"1m\")] private Task<int> ACoreAsync(int id) => Task.FromResult(1);\n    [Cached(\"y:{id}\", Ttl = \"1m\")] private Task<int> BCoreAsync(int id) => Task.FromResult(1);\n}\n"]);
}
