namespace Derp.Kv.Ledger.Coordination;

/// <summary>
/// Marks the flow of a body while it runs. A call on a ledger from there would take a second key while the transaction of the first
/// is open: two such calls in opposite order would wait for each other, and the pool could run dry (L7).
/// </summary>
internal sealed class BodyFlow
{
    private static readonly AsyncLocal<BodyFlow?> s_current = new();

    private volatile bool _isOver;

    /// <summary>Begins. To be called from an async method that awaits the body, so that the mark ends with it for its caller.</summary>
    public static BodyFlow Begin() => s_current.Value = new BodyFlow();

    /// <summary>What the body has started and left behind may use a ledger from here on.</summary>
    public void End() => _isOver = true;

    public static void ThrowIfInside()
    {
        if (s_current.Value is { _isOver: false })
            throw new InvalidOperationException("A call on a ledger was made by the body of another call on a ledger. One transaction takes one key: write with the LedgerTransaction of the outer body, or call after it has returned.");
        if (System.Transactions.Transaction.Current is not null)
            throw new InvalidOperationException("A call on a ledger was made inside a TransactionScope. The ledger commits a transaction of its own, which the scope could not undo: call outside of it, or suppress it.");
    }
}
