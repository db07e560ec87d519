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

    // K12
    [Theory]
    [InlineData("\"x:{regon}:{id}\"", "\"x:{region}:{id}\"", "{region}")]
    [InlineData("\"x:{Tenant}:{id}\"", "\"x:{_tenant}:{id}\"", "{_tenant}")]
    [InlineData("\"x:{user.Idd}:{id}\"", "\"x:{user.Id}:{id}\"", "{user.Id}")]
    [InlineData("\"x:{Culure}:{id}\"", "\"x:{Culture}:{id}\"", "{Culture}")]
    public Task Name_of_a_member(string before, string after, string corrected)
    {
        static string Source(string template) => $$"""
            public sealed record User(int Id);
            public abstract class Base { protected string Culture => ""; }
            public partial class C(KvClient kv, string region, User user) : Base
            {
                private readonly int _tenant = 1;
                [Cached({{template}}, Ttl = "1m")]
                private Task<string> GetCoreAsync(int id) => Task.FromResult(region + user.Id + _tenant + id);
            }
            """;
        return Fix.VerifyAsync<CorrectTemplateNameFix>("DKV0015", $"Change to {corrected}", Source(before), Source(after));
    }

    // K12: a parameter of the constructor that is stored is named by where it is stored.
    [Theory]
    [InlineData("x:{region}:{id}", "x:{_region}:{id}", "{_region}")]
    [InlineData("x:{region.Length}:{id}", "x:{_region.Length}:{id}", "{_region.Length}")]
    public Task Parameter_that_is_stored(string before, string after, string corrected)
    {
        static string Source(string template) => $$"""
            public partial class C(KvClient kv, string region)
            {
                private readonly string _region = region;
                [Cached("{{template}}", Ttl = "1m")]
                private Task<string> GetCoreAsync(int id) => Task.FromResult(_region + id);
            }
            """;
        return Fix.VerifyAsync<CorrectTemplateNameFix>("DKV0013", $"Change to {corrected}", Source(before), Source(after));
    }

    [Fact]
    public Task None_for_a_parameter_that_goes_to_the_base() => Fix.VerifyNoneAsync<CorrectTemplateNameFix>(
        "DKV0013",
        """
        public class Base(string region) { public string Shown => region; }
        public partial class C(KvClient kv, string region) : Base(region)
        {
            [Cached("x:{region}", Ttl = "1m")]
            private Task<string> GetCoreAsync() => Task.FromResult("");
        }
        """);

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
