namespace Derp.Kv.Ledger;

/// <summary>How large a ledger is, and whether its expired rows are purged.</summary>
public sealed class LedgerStatus
{
    internal LedgerStatus(long rows, bool isEstimate, long? size, TimeSpan? oldestExpired) =>
        (Rows, IsEstimate, Size, OldestExpired) = (rows, isEstimate, size, oldestExpired);

    /// <summary>The number of rows, expired ones included.</summary>
    public long Rows { get; }

    /// <summary>Whether <see cref="Rows"/> is what the database's planner estimates, as on PostgreSQL, or was counted.</summary>
    public bool IsEstimate { get; }

    /// <summary>The size of the table with its indexes in bytes; null where the database does not tell it, as SQLite.</summary>
    public long? Size { get; }

    /// <summary>How long ago the oldest row expired that has not been purged, by the database's clock; null if there is none.</summary>
    public TimeSpan? OldestExpired { get; }
}
