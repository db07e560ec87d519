namespace Derp.Kv.Coordination.Batches;

/// <summary>What an item's request for value or lease has come to.</summary>
internal enum BatchClaim
{
    /// <summary>Its flight has ended: there was a value, or all callers have left.</summary>
    Ended,

    /// <summary>This run computes and stores it.</summary>
    Leased,

    /// <summary>This run computes it and does not store it: the store has failed.</summary>
    StoreFailed,

    /// <summary>This run computes it and does not store it: another process has held the lease for too long.</summary>
    BudgetExceeded,

    /// <summary>Another process computes it.</summary>
    Held,
}
