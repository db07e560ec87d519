using Derp.Kv.CodeFixes.Tests.Harness;

namespace Derp.Kv.CodeFixes.Tests;

public class BatchFixTests
{
    private static string Method(string settings, string parameters) => $$"""
        public partial class C(KvClient kv)
        {
            [Cached({{settings}})]
            private Task<int[]> GetManyCoreAsync({{parameters}}) => Task.FromResult<int[]>([]);

            [Cached("b:{id}", Ttl = "1m")]
            private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
        }
        """;

    [Theory]
    [InlineData("[Each] int[]? id", "[Each] int[] id")]
    [InlineData("[Each] List<int>? id", "[Each] List<int> id")]
    public Task Collection_is_not_null(string before, string after) =>
        Fix.VerifyAsync<MakeNonNullableFix>("DKV0053", "Make 'id' non-nullable", Method("\"a:{id}\", Ttl = \"1m\"", before), Method("\"a:{id}\", Ttl = \"1m\"", after));

    [Theory]
    [InlineData("[Each] int[] id, [Each] int[] other", "[Each] int[] id, int[] other")]
    [InlineData("[Each] int[] id, [Other, Each] int[] other", "[Each] int[] id, [Other] int[] other")]
    [InlineData("[Each] int[] id, [Each, Other] int[] other", "[Each] int[] id, [Other] int[] other")]
    public Task Second_collection_is_whole(string before, string after)
    {
        const string other = "[AttributeUsage(AttributeTargets.Parameter)] public sealed class OtherAttribute : Attribute;\n";
        return Fix.VerifyAsync<RemoveEachFix>("DKV0053", "Remove [Each]", other + Method("\"a:{id}:{other}\", Ttl = \"1m\"", before), other + Method("\"a:{id}:{other}\", Ttl = \"1m\"", after));
    }

    [Fact]
    public Task Each_without_effect_is_removed() => Fix.VerifyAsync<RemoveEachFix>(
        "DKV0059",
        "Remove [Each]",
        "public static class C { public static int Get([Each] int[] id) => id.Length; }",
        "public static class C { public static int Get(int[] id) => id.Length; }");

    [Fact]
    public Task Item_is_named_as_a_whole() => Fix.VerifyAsync<CorrectTemplateNameFix>(
        "DKV0055",
        "Change to {sku}",
        Method("\"a:{sku.Length}\", Ttl = \"1m\"", "[Each] string[] sku"),
        Method("\"a:{sku}\", Ttl = \"1m\"", "[Each] string[] sku"));

    [Theory]
    [InlineData("nameof(GetCoreAsync)", "nameof(GetAsync)")]
    [InlineData("nameof(C.GetCoreAsync)", "nameof(C.GetAsync)")]
    [InlineData("\"GetCoreAsync\"", "\"GetAsync\"")]
    public Task Wrapper_is_named(string before, string after) => Fix.VerifyAsync<NameWrapperFix>(
        "DKV0057",
        "Name 'GetAsync'",
        Method("\"b:{id}\", Ttl = \"1m\", SharesWith = " + before, "[Each] int[] id"),
        Method("\"b:{id}\", Ttl = \"1m\", SharesWith = " + after, "[Each] int[] id"));

    [Theory]
    [InlineData("\"a:{id}\", MaxBatch = 5, Ttl = \"1m\"", "\"a:{id}\", Ttl = \"1m\"", "MaxBatch")]
    [InlineData("MaxBatch = 5, Ttl = \"1m\"", "Ttl = \"1m\"", "MaxBatch")]
    [InlineData("Ttl = \"1m\", SharesWith = \"GetAsync\"", "Ttl = \"1m\"", "SharesWith")]
    public Task Setting_without_effect_is_removed(string before, string after, string setting) =>
        Fix.VerifyAsync<RemoveSettingFix>("DKV0058", $"Remove {setting}", Method(before, "int id"), Method(after, "int id"));
}
