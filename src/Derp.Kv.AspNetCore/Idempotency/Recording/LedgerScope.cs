using Derp.Kv.Ledger;

namespace Derp.Kv.AspNetCore.Idempotency.Recording;

/// <summary>The transaction of a request, for its handler and the services of its scope.</summary>
internal sealed class LedgerScope
{
    private LedgerTransaction? _transaction;

    /// <summary>The transaction, while the handler runs.</summary>
    public LedgerTransaction Transaction => _transaction
        ?? throw new InvalidOperationException("There is a LedgerTransaction only while the handler of an endpoint on a ledger runs: WithIdempotency(o => o.UseLedger()) or ProcessOnce(o => o.UseLedger()).");

    /// <summary>Offers a transaction until the result is disposed of.</summary>
    public Offering Offer(LedgerTransaction transaction)
    {
        _transaction = transaction;
        return new Offering(this);
    }

    internal readonly struct Offering(LedgerScope scope) : IDisposable
    {
        public void Dispose() => scope._transaction = null;
    }
}
