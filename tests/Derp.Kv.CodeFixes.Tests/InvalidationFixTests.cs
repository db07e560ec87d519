using Derp.Kv.CodeFixes.Tests.Harness;

namespace Derp.Kv.CodeFixes.Tests;

public class InvalidationFixTests
{
    private static string Type(string tags, string attribute, string parameters) => $$"""
        public record Item(int Id);
        public partial class C(KvClient kv)
        {
            [CacheTag("t:{id}")] public partial ValueTask InvalidateTAsync(int id);
            [Cached("g:{id}", Ttl = "1m", Tags = [{{tags}}])] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            [Invalidates({{attribute}})] private Task SetCoreAsync({{parameters}}) => Task.CompletedTask;
        }
        """;

    [Fact]
    public Task Name_of_a_tag() => Fix.VerifyAsync<CorrectMethodNameFix>(
        "DKV0039", "Change to InvalidateTAsync", Type("\"C.InvalidateAsync\"", "nameof(GetAsync)", "int id"), Type("\"C.InvalidateTAsync\"", "nameof(GetAsync)", "int id"));

    [Fact]
    public Task Name_of_a_cached_method() => Fix.VerifyAsync<CorrectMethodNameFix>(
        "DKV0042", "Change to GetAsync", Type("", "\"GettAsync\"", "int id"), Type("", "\"GetAsync\"", "int id"));

    [Fact]
    public Task Paths() => Fix.VerifyAsync<GivePathsFix>(
        "DKV0043", "Give \"item.Id\"", Type("", "nameof(GetAsync), Settle = \"1s\"", "Item item"), Type("", "nameof(GetAsync), \"item.Id\", Settle = \"1s\"", "Item item"));

    [Fact]
    public Task Deferral() => Fix.VerifyAsync<AddDeferralFix>(
        "DKV0046",
        "Add a DeferredInvalidations",
        Type("", "nameof(GetAsync)", "System.Data.Common.DbTransaction transaction, int id"),
        Type("", "nameof(GetAsync)", "System.Data.Common.DbTransaction transaction, DeferredInvalidations deferred, int id"));
}
