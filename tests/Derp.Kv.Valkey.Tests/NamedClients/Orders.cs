using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.Valkey.Tests.NamedClients;

/// <summary>Reads are cached on the server that may forget, payments are claimed on the one that must not.</summary>
public sealed partial class Orders(KvClient cache, [FromKeyedServices("ledger")] KvClient ledger)
{
    private int _payments;

    public int Payments => Volatile.Read(ref _payments);

    [Cached("order:{id}", Ttl = "5m", Client = nameof(cache))]
    private Task<string> GetOrderCoreAsync(int id, CancellationToken ct = default) => Task.FromResult($"order {id}");

    [Idempotent("order-pay:{id}", Ttl = "1d", Client = nameof(ledger))]
    private Task<int> PayCoreAsync(int id, decimal amount, CancellationToken ct = default) => Task.FromResult(Interlocked.Increment(ref _payments));
}

/// <summary>The named client is the only one: nothing has to choose it.</summary>
public sealed partial class Refunds([FromKeyedServices("ledger")] KvClient ledger)
{
    [Idempotent("refund:{id}", Ttl = "1d")]
    private Task<int> RefundCoreAsync(int id, CancellationToken ct = default) => Task.FromResult(id);
}
