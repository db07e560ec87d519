using Derp.Kv.CodeFixes.Tests.Harness;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Derp.Kv.CodeFixes.Tests;

public class AddNotKeyFixTests
{
    private static string Method(string attribute, string parameters) =>
        $"public partial class C(KvClient kv)\n{{\n    [{attribute}]\n    private Task<int> GetCoreAsync({parameters}) => Task.FromResult(1);\n}}\n";

    [Theory]
    [InlineData("IServiceProvider services", "[NotKey] IServiceProvider services")]
    [InlineData("int id, object? services = null", "int id, [NotKey] object? services = null")]
    [InlineData("int id,\n        // where from\n        object services,\n        CancellationToken ct = default", "int id,\n        // where from\n        [NotKey] object services,\n        CancellationToken ct = default")]
    [InlineData("[System.Diagnostics.CodeAnalysis.DisallowNull] object services", "[NotKey] [System.Diagnostics.CodeAnalysis.DisallowNull] object services")]
    public Task Parameter_that_cannot_be_in_a_key(string before, string after) =>
        Fix.VerifyAsync<AddNotKeyFix>("DKV0016", "Mark 'services' [NotKey]", Method("Cached(Ttl = \"1m\")", before), Method("Cached(Ttl = \"1m\")", after));

    [Fact]
    public Task Parameter_that_the_template_leaves_out() => Fix.VerifyAsync<AddNotKeyFix>(
        "DKV0018",
        "Mark 'class' [NotKey]",
        Method("Cached(\"x:{id}\", Ttl = \"1m\")", "int id, string @class"),
        Method("Cached(\"x:{id}\", Ttl = \"1m\")", "int id, [NotKey] string @class"));

    [Fact]
    public Task Parameter_that_cannot_be_in_a_fingerprint() => Fix.VerifyAsync<AddNotKeyFix>(
        "DKV0023",
        "Mark 'http' [NotKey]",
        Method("Idempotent(\"x:{id}\", Ttl = \"1m\")", "int id, System.Net.Http.HttpClient http"),
        Method("Idempotent(\"x:{id}\", Ttl = \"1m\")", "int id, [NotKey] System.Net.Http.HttpClient http"));

    // I29
    [Fact]
    public Task Parameter_that_a_fingerprint_cannot_hold_though_the_key_names_a_part_of_it() => Fix.VerifyAsync<AddNotKeyFix>(
        "DKV0023",
        "Mark 'http' [NotKey]",
        Method("Idempotent(\"x:{http.MaxResponseContentBufferSize}\", Ttl = \"1m\")", "System.Net.Http.HttpClient http"),
        Method("Idempotent(\"x:{http.MaxResponseContentBufferSize}\", Ttl = \"1m\")", "[NotKey] System.Net.Http.HttpClient http"));

    [Theory]
    [InlineData("using K = Derp.Kv.NotKeyAttribute;\n", "K")]
    [InlineData("public class NotKeyAttribute : Attribute;\n", "Derp.Kv.NotKey")]
    [InlineData("public class NotKey : Attribute;\n", "global::Derp.Kv.NotKeyAttribute")]
    public Task Name_of_the_attribute_where_others_have_it(string head, string name) =>
        Fix.VerifyAsync<AddNotKeyFix>(
            "DKV0018",
            "Mark 'more' [NotKey]",
            head + Method("Cached(\"x:{id}\", Ttl = \"1m\")", "int id, string more"),
            head + Method("Cached(\"x:{id}\", Ttl = \"1m\")", $"int id, [{name}] string more"));

    [Theory]
    [InlineData("\"x:{id}\"", "object id")]
    [InlineData("\"x:{id.A}\"", "(object A, int B) id")]
    public Task None_where_the_template_names_the_parameter(string template, string parameters) =>
        Fix.VerifyNoneAsync<AddNotKeyFix>("DKV0016", Method($"Cached({template}, Ttl = \"1m\")", parameters));

    [Fact]
    public Task None_where_the_template_of_the_cache_names_the_parameter() => Fix.VerifyNoneAsync<AddNotKeyFix>(
        "DKV0023",
        Method("Cached(\"x:{id}:{http.MaxResponseContentBufferSize}\", Ttl = \"1m\"), Idempotent(\"x:{id}\", Ttl = \"1m\")", "int id, System.Net.Http.HttpClient http"));

    [Fact]
    public Task None_for_a_result() => Fix.VerifyNoneAsync<AddNotKeyFix>(
        "DKV0023",
        "public partial class C(KvClient kv) { [Cached(\"x:{id}\", Ttl = \"1m\")] private Task<System.IO.Stream> GetCoreAsync(int id) => throw new NotSupportedException(); }");

    [Fact]
    public Task All_of_a_document() => Fix.VerifyAllAsync<AddNotKeyFix>(
        "DKV0018",
        "Mark parameters [NotKey]",
        FixAllScope.Document,
        [Method("Cached(\"x:{id}\", Ttl = \"1m\")", "int a, int id, string b")],
        [Method("Cached(\"x:{id}\", Ttl = \"1m\")", "[NotKey] int a, int id, [NotKey] string b")]);
}
