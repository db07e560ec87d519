using Derp.Kv.Coordination.Claims;

namespace Derp.Kv.Ledger.Databases;

/// <summary>A row of the ledger that others can see, which is a completed call's: no row is committed before its body has returned.</summary>
/// <param name="Fingerprint">Of the call's arguments.</param>
/// <param name="Origin">The method whose row it is.</param>
/// <param name="Owner">The 16 bytes of the execution that wrote it.</param>
/// <param name="State">One of the completed states.</param>
/// <param name="StatusCode">0 to 65535.</param>
/// <param name="Body">The result; empty unless the state is <see cref="IdempotencyState.Completed"/>.</param>
/// <param name="IsExpired">Whether the key counts as absent, by the database's clock.</param>
/// <param name="Remaining">How long it is still to be replayed, by that clock; zero if it is expired.</param>
internal sealed record LedgerRow(
    Fingerprint Fingerprint,
    RecordOrigin Origin,
    byte[] Owner,
    IdempotencyState State,
    int StatusCode,
    ReadOnlyMemory<byte> Body,
    bool IsExpired,
    TimeSpan Remaining)
{
    /// <summary>A row as a database has it.</summary>
    public static LedgerRow Of(byte[] fingerprint, byte[] origin, byte[] owner, int state, int status, byte[]? body, bool isExpired, TimeSpan left)
    {
        if (fingerprint.Length != Derp.Kv.Coordination.Claims.Fingerprint.Size
            || origin.Length != RecordOrigin.Size
            || state is < (int)IdempotencyState.Completed or > (int)IdempotencyState.NotReplayable)
        {
            throw new KvSerializationException("A row of the ledger cannot be read: another program, or a newer version, wrote it. The call did not run.");
        }

        var remaining = isExpired ? TimeSpan.Zero : left < Ttl.Max ? left : Ttl.Max;
        return new(Derp.Kv.Coordination.Claims.Fingerprint.Read(fingerprint), RecordOrigin.Read(origin), owner, (IdempotencyState)state, status, body, isExpired, remaining);
    }
}
