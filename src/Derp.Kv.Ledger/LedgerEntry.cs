namespace Derp.Kv.Ledger;

/// <summary>What a ledger holds under a key, without the result itself.</summary>
public sealed class LedgerEntry
{
    internal LedgerEntry(int statusCode, DateTimeOffset created, DateTimeOffset expires, bool isExpired, bool isReplayable, long size) =>
        (StatusCode, Created, Expires, IsExpired, IsReplayable, Size) = (statusCode, created, expires, isExpired, isReplayable, size);

    /// <summary>The status that was stored with the result; 0 if the result cannot be replayed.</summary>
    public int StatusCode { get; }

    /// <summary>When the call took the key, by the database's clock.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>From when on the key counts as absent, by the database's clock.</summary>
    public DateTimeOffset Expires { get; }

    /// <summary>Whether that time has come: the row stands until it is purged or its key is used again.</summary>
    public bool IsExpired { get; }

    /// <summary>False when the call has run and its result was too large or could not be serialized.</summary>
    public bool IsReplayable { get; }

    /// <summary>The size of the stored result in bytes; 0 for null, for no result, and for one that cannot be replayed.</summary>
    public long Size { get; }
}
