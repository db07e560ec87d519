namespace Derp.Kv.Simulation;

/// <summary>An application's class with the times of an ordinary one.</summary>
internal sealed partial class ScaleShop(KvClient kv, SimulatedProcess process, ScaleOutcome outcome)
{
    [Cached("scale-price:{id}", Ttl = "60s")]
    private async Task<long> GetPriceCoreAsync(int id, CancellationToken ct = default)
    {
        outcome.Bodies++;
        await process.PauseAsync(TimeSpan.FromMilliseconds(20), ct).ConfigureAwait(false);
        return id;
    }

    [Cached("scale-stock:{id}", Ttl = "60s", Near = "2s")]
    private async Task<long> GetStockCoreAsync(int id, CancellationToken ct = default)
    {
        outcome.Bodies++;
        await process.PauseAsync(TimeSpan.FromMilliseconds(20), ct).ConfigureAwait(false);
        return id;
    }

    [Idempotent("scale-pay:{order}", Ttl = "10m")]
    private async Task<long> PayCoreAsync(long order, CancellationToken ct = default)
    {
        outcome.Bodies++;
        await process.PauseAsync(TimeSpan.FromMilliseconds(50), ct).ConfigureAwait(false);
        return order;
    }

    [RateLimited("scale-calls:{user}", Limit = 100_000, Window = "10s", PermitBatch = 20)]
    private Task CallCoreAsync(int user)
    {
        outcome.Admitted++;
        return Task.CompletedTask;
    }
}
