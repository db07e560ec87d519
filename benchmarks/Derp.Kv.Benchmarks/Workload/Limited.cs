namespace Derp.Kv.Benchmarks;

/// <summary>Methods with limits that no benchmark reaches, and one that is closed after a call.</summary>
internal sealed partial class Limited(KvClient kv)
{
    private const long Many = 1_000_000_000;

    private readonly Task _done = Task.CompletedTask;

    [RateLimited("fixed:{user}", Limit = Many, Window = "1h")]
    private Task FixedCoreAsync(string user) => _done;

    [RateLimited("batched:{user}", Limit = Many, Window = "1h", PermitBatch = 100)]
    private Task BatchedCoreAsync(string user) => _done;

    [RateLimited("closed:{user}", Limit = 1, Window = "1h")]
    private Task ClosedCoreAsync(string user) => _done;

    [RateLimited("bucket:{user}", Limit = Many, Window = "1h", Algorithm = RateLimitAlgorithm.TokenBucket)]
    private Task BucketCoreAsync(string user) => _done;

    [RateLimited("sliding:{user}", Limit = Many, Window = "1h", Algorithm = RateLimitAlgorithm.SlidingWindow)]
    private Task SlidingCoreAsync(string user) => _done;
}
