using Derp.Kv.CodeFixes.Tests.Harness;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Derp.Kv.CodeFixes.Tests;

public class MakePartialFixTests
{
    private const string Body = "[Cached(Ttl = \"1m\")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);";

    private static Task VerifyAsync(string before, string after) => Fix.VerifyAsync<MakePartialFix>("DKV0002", "Make partial", before, after);

    [Theory]
    [InlineData("class C", "partial class C")]
    [InlineData("public sealed class C", "public sealed partial class C")]
    [InlineData("internal  abstract /* why */ class C", "internal  abstract /* why */ partial class C")]
    [InlineData("public readonly struct C", "public readonly partial struct C")]
    [InlineData("[Serializable]\n// the catalog\npublic class C<T>", "[Serializable]\n// the catalog\npublic partial class C<T>")]
    public Task Type(string before, string after) => VerifyAsync($"{before}(KvClient kv)\n{{\n    {Body}\n}}\n", $"{after}(KvClient kv)\n{{\n    {Body}\n}}\n");

    [Theory]
    [InlineData("public record C", "public partial record C")]
    [InlineData("public record class C", "public partial record class C")]
    [InlineData("public record struct C", "public partial record struct C")]
    public Task Record(string before, string after)
    {
        const string rest = "(int X)\n{\n    private static readonly KvClient s_kv = new MemoryKvClient();\n    [Cached(Ttl = \"1m\")] private static Task<int> GetCoreAsync(int id) => Task.FromResult(id);\n}\n";
        return VerifyAsync(before + rest, after + rest);
    }

    [Fact]
    public Task Types_around_it_as_well()
    {
        const string before = $$"""
            public class Outer
            {
                public interface IMiddle
                {
                    public class C(KvClient kv)
                    {
                        {{Body}}
                    }
                }
            }
            """;
        var after = before
            .Replace("class ", "partial class ", StringComparison.Ordinal)
            .Replace("interface ", "partial interface ", StringComparison.Ordinal);
        return Fix.VerifyAsync<MakePartialFix>("DKV0002", "Make partial", before, after, at: ^1);
    }

    [Fact]
    public Task All_of_a_document() => Fix.VerifyAllAsync<MakePartialFix>(
        "DKV0002",
        "Make types partial",
        FixAllScope.Document,
        [$"class Outer\n{{\n    class C(KvClient kv) {{ {Body} }}\n    class D(KvClient kv) {{ {Body} }}\n}}\nclass E(KvClient kv) {{ {Body} }}\nclass F;\n"],
        [$"partial class Outer\n{{\n    partial class C(KvClient kv) {{ {Body} }}\n    partial class D(KvClient kv) {{ {Body} }}\n}}\npartial class E(KvClient kv) {{ {Body} }}\nclass F;\n"]);

    [Theory]
    [InlineData(FixAllScope.Project)]
    [InlineData(FixAllScope.Solution)]
    public Task All_files(FixAllScope scope) => Fix.VerifyAllAsync<MakePartialFix>(
        "DKV0002",
        "Make types partial",
        scope,
        [$"class C(KvClient kv) {{ {Body} }}", $"class D(KvClient kv) {{ {Body} }}"],
        [$"partial class C(KvClient kv) {{ {Body} }}", $"partial class D(KvClient kv) {{ {Body} }}"]);
}
