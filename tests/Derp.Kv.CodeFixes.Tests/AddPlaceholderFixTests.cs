using Derp.Kv.CodeFixes.Tests.Harness;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Derp.Kv.CodeFixes.Tests;

public class AddPlaceholderFixTests
{
    private static string Method(string template, string parameters) =>
        $"public partial class C(KvClient kv)\n{{\n    [Cached({template}, Ttl = \"1m\")]\n    private Task<int> GetCoreAsync({parameters}) => Task.FromResult(1);\n}}\n";

    [Theory]
    [InlineData("\"x:{id}\"", "\"x:{id}:{more}\"", "string more")]
    [InlineData("\"x:{id}\" /* all */", "\"x:{id}:{more}\" /* all */", "int[] more")]
    [InlineData("@\"x\\{id}\"", "@\"x\\{id}:{more}\"", "string more")]
    [InlineData("\"\"\"\"x \"\"\"{id}\"\"\"\"", "\"\"\"\"x \"\"\"{id}:{more}\"\"\"\"", "string more")]
    public Task Parameter_that_the_template_leaves_out(string before, string after, string parameter) =>
        Fix.VerifyAsync<AddPlaceholderFix>("DKV0018", "Add {more}", Method(before, "int id, " + parameter), Method(after, "int id, " + parameter));

    [Fact]
    public Task Parameter_named_by_a_keyword() => Fix.VerifyAsync<AddPlaceholderFix>(
        "DKV0018", "Add {class}", Method("\"x:{id}\"", "int id, int @class"), Method("\"x:{id}:{class}\"", "int id, int @class"));

    [Theory]
    [InlineData("\"x:{id}\"", "IServiceProvider services")]
    [InlineData("\"x:{id}\"", "object more")]
    [InlineData("\"x\" + \":{id}\"", "int more")]
    [InlineData("\"\"\"\n        x:{id}\n        \"\"\"", "int more")]
    public Task None_where_it_has_no_text_or_the_template_no_end(string template, string parameter) =>
        Fix.VerifyNoneAsync<AddPlaceholderFix>("DKV0018", Method(template, "int id, " + parameter));

    [Fact]
    public Task All_in_the_order_of_the_parameters() => Fix.VerifyAllAsync<AddPlaceholderFix>(
        "DKV0018",
        "Add placeholders to key templates",
        FixAllScope.Document,
        [Method("\"x:{id}\"", "int a, int id, string b")],
        [Method("\"x:{id}:{a}:{b}\"", "int a, int id, string b")]);
}
