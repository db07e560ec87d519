using Derp.Kv.CodeFixes.Tests.Harness;

namespace Derp.Kv.CodeFixes.Tests;

public class RefreshFixTests
{
    private static string Method(string settings, string modifiers, string result, string parameter) => $$"""
        public partial class C
        {
            private static readonly KvClient s_kv = new MemoryKvClient();
            [Cached("a:{id}", Ttl = "1m"{{settings}})]
            private {{modifiers}}Task<{{result}}> GetCoreAsync({{parameter}}) => throw new NotSupportedException();
        }
        """;

    [Theory]
    [InlineData(", RefreshOn = RefreshOn.Shared", "")]
    [InlineData(", RefreshOn = RefreshOn.Shared, Version = 1", ", Version = 1")]
    public Task RefreshOn_without_effect_is_removed(string before, string after) =>
        Fix.VerifyAsync<RemoveSettingFix>("DKV0062", "Remove RefreshOn", Method(before, "static ", "int", "int id"), Method(after, "static ", "int", "int id"));

    [Theory]
    [InlineData(", RefreshAfter = \"1s\"", "RefreshAfter")]
    [InlineData(", StaleIfError = \"1s\"", "StaleIfError")]
    [InlineData(", RefreshOn = RefreshOn.Caller", "RefreshOn")]
    public Task Setting_of_a_batch_is_removed(string before, string setting) => Fix.VerifyAsync<RemoveSettingFix>(
        "DKV0064", $"Remove {setting}", Method(before, "static ", "int[]", "[Each] int[] id"), Method("", "static ", "int[]", "[Each] int[] id"));

    [Theory]
    [InlineData("string?", "Previous<string>", "Previous<string?>", "string?")]
    [InlineData("Cacheable<int>", "Previous<Cacheable<int>>", "Previous<int>", "int")]
    [InlineData("Dictionary<int, List<string>>", "global::Derp.Kv.Previous<object>", "global::Derp.Kv.Previous<Dictionary<int, List<string>>>", "Dictionary<int, List<string>>")]
    public Task Previous_value_is_of_the_results_type(string result, string before, string after, string type) => Fix.VerifyAsync<TakePreviousFix>(
        "DKV0066",
        $"Take a Previous<{type}>",
        Method(", RefreshAfter = \"1s\"", "static ", result, $"int id, {before} previous"),
        Method(", RefreshAfter = \"1s\"", "static ", result, $"int id, {after} previous"));

    [Theory]
    [InlineData("int id, Previous<int> previous", "int id")]
    [InlineData("Previous<int> previous, int id", "int id")]
    public Task Previous_value_that_is_never_there_is_removed(string before, string after) =>
        Fix.VerifyAsync<RemovePreviousFix>("DKV0067", "Remove 'previous'", Method("", "static ", "int", before), Method("", "static ", "int", after));

    [Fact]
    public Task Previous_value_that_is_used_stays() => Fix.VerifyNoneAsync<RemovePreviousFix>(
        "DKV0067",
        Method("", "static ", "int", "int id, Previous<int> previous").Replace("throw new NotSupportedException()", "Task.FromResult(previous.HasValue ? 1 : id)", StringComparison.Ordinal));

    [Theory]
    [InlineData("ValueTask<string> TryGetAsync(Guid id)", "ValueTask<CacheHit<string?>> TryGetAsync(int id, List<int> @for, CancellationToken ct = default)")]
    [InlineData("Task<bool> TryGetAsync()", "Task<CacheHit<string?>> TryGetAsync(int id, List<int> @for, CancellationToken ct = default)")]
    public Task Look_gets_its_signature(string before, string after) => Fix.VerifyAsync<CorrectLookFix>("DKV0068", "Correct 'TryGetAsync'", Look(before), Look(after));

    [Fact]
    public Task Static_look_at_an_instance_has_no_fix() =>
        Fix.VerifyNoneAsync<CorrectLookFix>("DKV0068", Look("static ValueTask<CacheHit<string?>> TryGetAsync(int id, List<int> @for, CancellationToken ct = default)").Replace("public partial static", "public static partial", StringComparison.Ordinal));

    private static string Look(string declaration) => $$"""
        public partial class C(KvClient kv)
        {
            public partial {{declaration}};
            [Cached("a:{id}:{for}", Ttl = "1m")]
            private Task<Cacheable<string?>> GetCoreAsync(int id, [NotKey] string note, List<int> @for, CancellationToken ct) => throw new NotSupportedException();
        }
        """;

    [Theory]
    [InlineData("RefreshOn.NewScope", "RefreshOn.Shared")]
    [InlineData("global::Derp.Kv.RefreshOn.NewScope", "global::Derp.Kv.RefreshOn.Shared")]
    public Task Static_body_is_shared(string before, string after) => Fix.VerifyAsync<CorrectMethodNameFix>(
        "DKV0063",
        "Change to Shared",
        Method(", RefreshAfter = \"1s\", RefreshOn = " + before, "static ", "int", "int id"),
        Method(", RefreshAfter = \"1s\", RefreshOn = " + after, "static ", "int", "int id"));
}
