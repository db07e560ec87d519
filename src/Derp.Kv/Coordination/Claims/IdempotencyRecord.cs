using System.Buffers;
using System.Buffers.Binary;

namespace Derp.Kv.Coordination.Claims;

/// <summary>
/// The value of an idempotency key, big-endian; it expires after <c>LockTtl</c> as a claim, and then after the result's <c>Ttl</c>:
/// <code>
/// version      1 byte    2
/// state        1 byte    1 in progress, 2 completed, 3 completed with null, 4 completed and not replayable
/// owner        16 bytes  token
/// fingerprint  16 bytes  zero: none
/// origin       8 bytes   the method whose record it is
/// status       2 bytes   once completed
/// body         rest      once completed with a value
/// </code>
/// Owners compare whole records, so that a step of one can never undo a step of another.
/// </summary>
internal readonly record struct IdempotencyRecord(IdempotencyState State, Fingerprint Fingerprint, RecordOrigin Origin, int StatusCode, ReadOnlyMemory<byte> Body)
{
    public const byte Version = 2;
    public const int OwnerOffset = 2;
    private const int FingerprintOffset = OwnerOffset + LeaseToken.Size;
    private const int OriginOffset = FingerprintOffset + Fingerprint.Size;
    public const int StatusOffset = OriginOffset + RecordOrigin.Size;
    private const int BodyOffset = StatusOffset + sizeof(ushort);

    public static byte[] InProgress(LeaseToken owner, Fingerprint fingerprint, RecordOrigin origin)
    {
        var record = new byte[StatusOffset];
        WriteHead(record, IdempotencyState.InProgress, owner, fingerprint, origin);
        return record;
    }

    /// <summary>A completed record that follows no claim, without fingerprint and body.</summary>
    public static byte[] Completed(LeaseToken owner, RecordOrigin origin, ushort status)
    {
        var record = new byte[BodyOffset];
        WriteHead(record, IdempotencyState.Completed, owner, default, origin);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(StatusOffset), status);
        return record;
    }

    /// <summary>The record that follows a claim: same owner, fingerprint and origin.</summary>
    public static byte[] Complete(ReadOnlySpan<byte> claim, IdempotencyState state, ushort status, ReadOnlySpan<byte> body = default)
    {
        var record = new byte[BodyOffset + body.Length];
        claim.CopyTo(record);
        record[1] = (byte)state;
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(StatusOffset), status);
        body.CopyTo(record.AsSpan(BodyOffset));
        return record;
    }

    /// <summary>Reads a record; false for anything that this version does not write.</summary>
    public static bool TryParse(byte[] bytes, out IdempotencyRecord record)
    {
        record = default;
        if (bytes.Length < StatusOffset || bytes[0] != Version)
            return false;

        var state = (IdempotencyState)bytes[1];
        var lengthFits = state switch
        {
            IdempotencyState.InProgress => bytes.Length == StatusOffset,
            IdempotencyState.Completed => bytes.Length >= BodyOffset,
            IdempotencyState.CompletedNull or IdempotencyState.NotReplayable => bytes.Length == BodyOffset,
            _ => false,
        };
        if (!lengthFits)
            return false;

        var fingerprint = Fingerprint.Read(bytes.AsSpan(FingerprintOffset));
        var origin = RecordOrigin.Read(bytes.AsSpan(OriginOffset));
        record = state == IdempotencyState.InProgress
            ? new IdempotencyRecord(state, fingerprint, origin, 0, default)
            : new IdempotencyRecord(state, fingerprint, origin, BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(StatusOffset)), bytes.AsMemory(BodyOffset));
        return true;
    }

    private static void WriteHead(Span<byte> record, IdempotencyState state, LeaseToken owner, Fingerprint fingerprint, RecordOrigin origin)
    {
        record[0] = Version;
        record[1] = (byte)state;
        owner.CopyTo(record[OwnerOffset..]);
        fingerprint.CopyTo(record[FingerprintOffset..]);
        origin.CopyTo(record[OriginOffset..]);
    }
}

/// <summary>The states of an idempotency record; a released key is absent.</summary>
internal enum IdempotencyState : byte
{
    InProgress = 1,
    Completed = 2,
    CompletedNull = 3,
    NotReplayable = 4,
}
