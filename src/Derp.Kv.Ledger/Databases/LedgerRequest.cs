namespace Derp.Kv.Ledger.Databases;

/// <summary>What a call wants to write into the ledger, as a database takes it.</summary>
/// <param name="Key">All of the key.</param>
/// <param name="Fingerprint">16 bytes.</param>
/// <param name="Origin">8 bytes.</param>
/// <param name="Owner">16 bytes that no other execution has. By them a call finds out whether its own commit was executed.</param>
/// <param name="Ttl">How long the result is to be replayed.</param>
internal sealed record LedgerRequest(byte[] Key, byte[] Fingerprint, byte[] Origin, byte[] Owner, TimeSpan Ttl);
