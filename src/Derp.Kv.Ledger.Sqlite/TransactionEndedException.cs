namespace Derp.Kv.Ledger.Sqlite;

/// <summary>The body has ended the transaction that it was given.</summary>
internal sealed class TransactionEndedException(Exception cause) : InvalidOperationException("The transaction was over when its body returned.", cause);
