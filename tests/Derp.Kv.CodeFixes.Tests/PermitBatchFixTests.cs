using Derp.Kv.CodeFixes.Tests.Harness;

namespace Derp.Kv.CodeFixes.Tests;

public class PermitBatchFixTests
{
    private static string Method(string batch, string algorithm, string others = "") => $$"""
        public partial class C
        {
            private static readonly KvClient s_kv = new MemoryKvClient();
            [RateLimited("a:{id}", Limit = 9, Window = "1m"{{batch}}{{algorithm}}){{others}}]
            private static Task<int> GetCoreAsync(int id) => throw new NotSupportedException();
        }
        """;

    [Theory]
    [InlineData("DKV0047", ", Algorithm = RateLimitAlgorithm.SlidingWindow", "")]
    [InlineData("DKV0048", "", ", RateLimited(\"b\", Limit = 5, Window = \"1s\")")]
    public Task Batch_that_cannot_be_is_removed(string id, string algorithm, string others) => Fix.VerifyAsync<RemoveSettingFix>(
        id, "Remove PermitBatch", Method(", PermitBatch = 3", algorithm, others), Method("", algorithm, others));
}
