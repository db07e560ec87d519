using Derp.Kv.CodeFixes.Tests.Harness;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Derp.Kv.CodeFixes.Tests;

public class AddRequiredSettingFixTests
{
    private const string Id = "CS9035";

    private static string Method(string attribute) =>
        $"public partial class C(KvClient kv)\n{{\n    [{attribute}]\n    private Task<int> GetCoreAsync(int id) => Task.FromResult(id);\n}}\n";

    [Theory]
    [InlineData("Cached", "Cached(Ttl = \"5m\")", "Ttl = \"5m\"")]
    [InlineData("Cached()", "Cached(Ttl = \"5m\")", "Ttl = \"5m\"")]
    [InlineData("CachedAttribute(\"x:{id}\")", "CachedAttribute(\"x:{id}\", Ttl = \"5m\")", "Ttl = \"5m\"")]
    [InlineData("Derp.Kv.Cached(key: null, Version = 1 /* new */)", "Derp.Kv.Cached(key: null, Version = 1, Ttl = \"5m\" /* new */)", "Ttl = \"5m\"")]
    [InlineData("Idempotent(\"x:{id}\")", "Idempotent(\"x:{id}\", Ttl = \"24h\")", "Ttl = \"24h\"")]
    [InlineData("RateLimited(\"x:{id}\")", "RateLimited(\"x:{id}\", Limit = 100, Window = \"1m\")", "Limit = 100, Window = \"1m\"")]
    [InlineData("RateLimited(\"x:{id}\", Limit = 3)", "RateLimited(\"x:{id}\", Limit = 3, Window = \"1m\")", "Window = \"1m\"")]
    [InlineData("RateLimited(\"x:{id}\", Window = \"9s\")", "RateLimited(\"x:{id}\", Window = \"9s\", Limit = 100)", "Limit = 100")]
    public Task Missing_setting(string before, string after, string added) =>
        Fix.VerifyAsync<AddRequiredSettingFix>(Id, "Add " + added, Method(before), Method(after));

    [Fact]
    public Task None_for_the_required_member_of_another_attribute() => Fix.VerifyNoneAsync<AddRequiredSettingFix>(
        Id,
        "public sealed class OwnAttribute : Attribute { public required string Ttl { get; set; } }\n[Own] public class C;\n");

    [Fact]
    public Task None_for_an_object() => Fix.VerifyNoneAsync<AddRequiredSettingFix>(
        Id,
        "public class C { public required string Ttl { get; set; } public static C New() => new(); }\n");

    [Fact]
    public Task All_of_a_document() => Fix.VerifyAllAsync<AddRequiredSettingFix>(
        Id,
        "Add required settings",
        FixAllScope.Document,
        [Method("Cached(\"x:{id}\"), RateLimited(\"x:{id}\")")],
        [Method("Cached(\"x:{id}\", Ttl = \"5m\"), RateLimited(\"x:{id}\", Limit = 100, Window = \"1m\")")]);
}
