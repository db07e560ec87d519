using Derp.Kv.CodeFixes.Tests.Harness;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Derp.Kv.CodeFixes.Tests;

public class MakeNonNullableFixTests
{
    private static string Method(string template, string parameters) =>
        $"public sealed record R(string? Key);\npublic partial class C(KvClient kv)\n{{\n    [Idempotent(\"{template}\", Ttl = \"1m\")]\n    private Task<int> PayCoreAsync({parameters}) => Task.FromResult(1);\n}}\n";

    [Theory]
    [InlineData("string? key", "string key")]
    [InlineData("Guid? key, string? note", "Guid key, string? note")]
    [InlineData("List<string?>? key", "List<string?> key")]
    public Task Parameter(string before, string after) =>
        Fix.VerifyAsync<MakeNonNullableFix>("DKV0029", "Make 'key' non-nullable", Method("x:{key}", before), Method("x:{key}", after));

    [Theory]
    [InlineData("x:{key}", "string? key = null")]
    [InlineData("x:{key.Key}", "R key")]
    public Task None_where_the_mark_is_elsewhere_or_null_is_the_default(string template, string parameters) =>
        Fix.VerifyNoneAsync<MakeNonNullableFix>("DKV0029", Method(template, parameters));

    [Fact]
    public Task All_of_a_document() => Fix.VerifyAllAsync<MakeNonNullableFix>(
        "DKV0029",
        "Make parameters non-nullable",
        FixAllScope.Document,
        [Method("x:{a}:{b}", "string? a, int? b")],
        [Method("x:{a}:{b}", "string a, int b")]);
}
