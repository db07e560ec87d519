namespace Derp.Kv.Ledger.Databases;

/// <summary>The exceptions that callers get for those of a driver.</summary>
internal static class DriverErrors
{
    public static Exception Explain(LedgerDatabase database, Exception exception) => database.FailureOf(exception) switch
    {
        LedgerFailure.NoTable => new KvException("The ledger's table does not exist. Run KvLedger.CreateAsync once, or its CreateScript by hand.", exception),
        LedgerFailure.NoRight => new KvException("The database's user lacks a right on the ledger's table. It needs SELECT, INSERT, UPDATE and DELETE there, and USAGE of its schema.", exception),
        LedgerFailure.Refused => new KvException("The database has refused a statement of the ledger; the inner exception tells why. Nothing was written.", exception),
        _ => new KvUnavailableException("The ledger's database did not answer, or does not serve now. Nothing was written.", exception),
    };
}
