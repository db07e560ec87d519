namespace Derp.Kv.Tool.Tests.Shop;

public sealed partial class Accounts(KvClient kv)
{
    [RateLimited("sign-in:{user}", Limit = 5, Window = "1m")]
    private Task SignInCoreAsync(string user) => Task.CompletedTask;

    [RateLimited("read:{user}", Limit = 5, Window = "1m", Algorithm = RateLimitAlgorithm.SlidingWindow)]
    private Task ReadCoreAsync(string user) => Task.CompletedTask;

    [RateLimited("write:{user}", Limit = 5, Window = "1m", Algorithm = RateLimitAlgorithm.TokenBucket, Shared = true)]
    private Task WriteCoreAsync(string user) => Task.CompletedTask;

    [RateLimited("pay:{user}", Limit = 5, Window = "1m")]
    [RateLimited("pay-all:{user}", Limit = 50, Window = "1h")]
    [Idempotent("payment:{key}", Ttl = "1d", StatusCode = 201)]
    private Task<string> PayCoreAsync(string key, string user, decimal amount, CancellationToken ct = default) => Task.FromResult($"{amount} of {user}");
}
