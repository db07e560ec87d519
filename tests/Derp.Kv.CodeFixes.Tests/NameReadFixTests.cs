using Derp.Kv.CodeFixes.Tests.Harness;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Derp.Kv.CodeFixes.Tests;

/// <summary>K12: what a body reads of its instance gets into the key.</summary>
public class NameReadFixTests
{
    private static string Class(string template, string parameter, string value) =>
        $"public sealed record CurrentUser(int Id);\npublic sealed partial class C(KvClient kv, {parameter})\n{{\n    [RateLimited(\"r:{{id}}\", Limit = 1, Window = \"1m\")]\n    [Cached({template}Ttl = \"5m\")]\n    private Task<string> GetCoreAsync(int id) => Task.FromResult(\"\" + id + {value});\n}}\n";

    [Theory]
    [InlineData("string region", "region", "region")]
    [InlineData("CurrentUser user", "user.Id", "user.Id")]
    public Task Value_of_the_instance(string parameter, string value, string path) => Fix.VerifyAsync<AddPlaceholderFix>(
        "DKV0052", $"Add {{{path}}}", Class("\"c:{id}\", ", parameter, value), Class($"\"c:{{id}}:{{{path}}}\", ", parameter, value));

    [Theory]
    [InlineData("", "region")]
    [InlineData("\"c:{id}\", ", "System.Globalization.CultureInfo.CurrentCulture")]
    public Task None_without_a_template_or_a_name(string template, string value) =>
        Fix.VerifyNoneAsync<AddPlaceholderFix>("DKV0052", Class(template, "string region", value));

    [Fact]
    public Task All_of_a_file() => Fix.VerifyAllAsync<AddPlaceholderFix>(
        "DKV0052",
        "Add placeholders to key templates",
        FixAllScope.Document,
        [Class("\"c:{id}\", ", "string region, CurrentUser user", "region + user.Id")],
        [Class("\"c:{id}:{region}:{user.Id}\", ", "string region, CurrentUser user", "region + user.Id")]);
}
