using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

// G6, R19
public class RepeatedLimitTests
{
    private static string Body(string first, string second) => $$"""
        [RateLimited("x:{id}", {{first}})]
        [RateLimited("x:{id}", {{second}})]
        private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
        """;

    [Theory]
    [InlineData("Limit = 5, Window = \"60s\"", "Limit = 5, Window = \"1m\"")]
    [InlineData("Limit = 5, Window = \"1m\"", "Limit = 5, Window = \"1m\", OnUnavailable = RateLimitUnavailable.Deny")]
    public void A_limit_twice(string first, string second) => Refusal.Verify(
        "DKV0032",
        "'GetCoreAsync' has the limit \"x:{id}\" twice; the second never denies a call that the first admits",
        Body(first, second).Replace("(\"x:{id}\", " + second, "([|\"x:{id}\"|], " + second, StringComparison.Ordinal));

    [Fact]
    public void Two_limits_of_one_shared_counter() => Refusal.Verify(
        "DKV0032",
        "'GetCoreAsync' has the limit \"x:{id}\" twice, both Shared with one algorithm, so that one counter would count each call twice; set Shared on at most one of them",
        """
        [RateLimited("x:{id}", Limit = 5, Window = "1m", Shared = true)]
        [RateLimited([|"x:{id}"|], Limit = 9, Window = "1h", Shared = true)]
        private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
        """);

    [Theory]
    [InlineData("Limit = 5, Window = \"1m\"", "Limit = 50, Window = \"1h\"")]
    [InlineData("Limit = 5, Window = \"1m\"", "Limit = 5, Window = \"1m\", Algorithm = RateLimitAlgorithm.TokenBucket")]
    [InlineData("Limit = 5, Window = \"1m\", Shared = true", "Limit = 9, Window = \"1m\"")]
    public void Limits_that_differ_are_several(string first, string second) =>
        GeneratorRun.Of($$"""
            public sealed partial class Catalog(KvClient kv)
            {
                {{Body(first, second)}}
            }
            """);
}
