namespace Derp.Kv.Ledger.Databases;

/// <summary>What the exception of a driver means to a ledger.</summary>
internal enum LedgerFailure
{
    /// <summary>None of the others: the database has refused the statement.</summary>
    Refused,

    /// <summary>A lock was not to be had within the time given.</summary>
    Locked,

    /// <summary>The database has ended the transaction because of another one; the same can succeed at once.</summary>
    Conflict,

    /// <summary>The connection was lost, or its answer did not come.</summary>
    ConnectionLost,

    /// <summary>There is no connection to be had, or the database does not serve now.</summary>
    Unavailable,

    /// <summary>The table, or its schema, does not exist.</summary>
    NoTable,

    /// <summary>The user has no right to do it.</summary>
    NoRight,
}

/// <summary>What the exception of a commit means.</summary>
internal enum CommitFailure
{
    /// <summary>The database has refused it, and rolled back.</summary>
    NotCommitted,

    /// <summary>The transaction was over before, by what the body did.</summary>
    EndedByBody,

    /// <summary>It may have been executed.</summary>
    Unknown,
}
