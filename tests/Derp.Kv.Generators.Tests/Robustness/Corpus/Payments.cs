namespace Shop;

public readonly record struct Money(decimal Amount, string Currency);

public sealed record Order(Guid Id, Money Total, DateTimeOffset At);

public sealed partial class Payments(KvClient kv)
{
    [RateLimited("pay:{order.Id}", Limit = 10, Window = "1m", Algorithm = RateLimitAlgorithm.TokenBucket, Burst = 3, OnUnavailable = RateLimitUnavailable.Deny)]
    [Idempotent("pay:{order.Id}", Ttl = "7d", LockTtl = "1m", InFlight = InFlightBehavior.Reject, StatusCode = 201)]
    [Cached("receipt:{order.Id:N}:{note}", Ttl = "30s")]
    private Task<string> PayCoreAsync(Order order, string? note, [NotKey] Action<int>? progress = null, CancellationToken ct = default) =>
        Task.FromResult($"{order.Id} {note} {progress}");

    [Idempotent("refund:{id}", Ttl = "1d", WaitTimeout = "0s", OnUnavailable = IdempotencyUnavailable.Run)]
    private async ValueTask<IdempotentResult<(int Status, string? Text)>> RefundCore(Guid id, decimal amount)
    {
        await Task.Yield();
        return new((1, amount.ToString(System.Globalization.CultureInfo.InvariantCulture)), 200, false);
    }
}
