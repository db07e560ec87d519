using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

// G6, R17
public class PermitBatchTests
{
    [Theory]
    [InlineData("SlidingWindow")]
    [InlineData("TokenBucket")]
    public void Batch_of_another_algorithm(string algorithm) => Refusal.Verify(
        "DKV0047",
        $"'GetCoreAsync' cannot have PermitBatch with {algorithm}: permits can be taken in advance only from a FixedWindow, which ends for all of them at once",
        $$"""
        [RateLimited("x:{id}", Limit = 50, Window = "1m", Algorithm = RateLimitAlgorithm.{{algorithm}}, PermitBatch = [|10|])]
        private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
        """);

    [Fact]
    public void Batch_beside_another_limit() => Refusal.Verify(
        "DKV0048",
        "'GetCoreAsync' has several limits, which are asked together, and cannot have PermitBatch",
        """
        [RateLimited("x:{id}", Limit = 50, Window = "1m", PermitBatch = [|10|])]
        [RateLimited("x", Limit = 5, Window = "1s", Algorithm = RateLimitAlgorithm.TokenBucket)]
        private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
        """);

    [Theory]
    [InlineData("Algorithm = RateLimitAlgorithm.TokenBucket, PermitBatch = 1")]
    [InlineData("PermitBatch = 50")]
    [InlineData("Cost = 5, PermitBatch = 5")]
    [InlineData("Cost = 5, PermitBatch = 1")]
    public void Batch_that_is_legal(string settings) =>
        GeneratorRun.Of($$"""
            public sealed partial class Catalog(KvClient kv)
            {
                [RateLimited("x:{id}", Limit = 50, Window = "1m", {{settings}})]
                private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            }
            """);
}
