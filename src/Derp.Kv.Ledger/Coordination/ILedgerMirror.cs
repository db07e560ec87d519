using Derp.Kv.Ledger.Databases;

namespace Derp.Kv.Ledger.Coordination;

/// <summary>Hears of results that are committed, to answer later calls without the database. It decides nothing.</summary>
internal interface ILedgerMirror
{
    /// <summary>Takes a result, and does not hold the call up.</summary>
    void Offer(LedgerResult result, TimeSpan remaining);
}
