using Derp.Kv.Coordination.Tags;

namespace Derp.Kv.Coordination.Refreshes;

/// <summary>
/// What the lease's key of a value with <c>RefreshAfter</c> or <c>StaleIfError</c> says. Its bytes are one of
/// <code>
/// lease  token (16) | waited (1) | zone (1) | failures (1)   being renewed; a lease of another kind of method ends after waited
/// F      'F'                                                 fresh; never longer than RefreshAfter, or the lifetime
/// E      'E' | failures (1), 128 more past the lifetime      the last body has failed; as long as the pause, and then as long as it would be without chance
/// S      'S'                                                 settling: nothing is stored for now
/// </code>
/// Anything else counts as absent.
/// </summary>
internal static class KeyState
{
    public const int LeaseSize = PlainLeaseSize + 2;
    public const int ZoneAt = PlainLeaseSize;
    public const int FailuresAt = PlainLeaseSize + 1;
    public const int FailedSize = 2;
    public const byte Expired = 128;
    private const int PlainLeaseSize = LeaseToken.Size + 1;

    public static ReadOnlySpan<byte> Fresh => "F"u8;

    public static bool IsFresh(ReadOnlySpan<byte> state) => state.SequenceEqual(Fresh);

    public static bool IsLease(ReadOnlySpan<byte> state) => state.Length is PlainLeaseSize or LeaseSize;

    public static bool HasFailed(ReadOnlySpan<byte> state) => state.Length == FailedSize && state[0] == (byte)'E';

    /// <summary>How many bodies in a row have failed, as a lease or a pause says.</summary>
    public static int FailuresOf(ReadOnlySpan<byte> state)
    {
        if (HasFailed(state))
            return state[1] & ~Expired;
        return state.Length == LeaseSize ? state[FailuresAt] : 0;
    }

    /// <summary>Whether a value beside this state is served as it is, without a further question.</summary>
    public static bool Serves(ReadOnlySpan<byte> state) => IsFresh(state) || (state.Length == LeaseSize && state[ZoneAt] == (byte)ValueZone.Due);

    /// <summary>Whether the value is past its lifetime, as far as this state tells; null: it does not.</summary>
    public static bool? SaysExpired(ReadOnlySpan<byte> state)
    {
        if (HasFailed(state))
            return state[1] >= Expired;
        return state.Length == LeaseSize && state[ZoneAt] != (byte)ValueZone.None ? state[ZoneAt] == (byte)ValueZone.Expired : null;
    }

    public static byte[] Lease(LeaseToken token, byte waited, ValueZone zone, int failures)
    {
        var bytes = new byte[LeaseSize];
        token.CopyTo(bytes);
        bytes[LeaseToken.Size] = waited;
        bytes[ZoneAt] = (byte)zone;
        bytes[FailuresAt] = (byte)failures;
        return bytes;
    }

    public static byte[] Failed(int failures, ValueZone zone) => [(byte)'E', (byte)(failures | (zone == ValueZone.Expired ? Expired : 0))];

    /// <summary>Whether the pause is one of this part of the value's life: in the next part a body runs at once.</summary>
    public static bool IsPauseOf(ReadOnlySpan<byte> state, ValueZone zone) => HasFailed(state) && (state[1] >= Expired) == (zone == ValueZone.Expired);

    public static bool IsSettling(ReadOnlySpan<byte> state) => state.SequenceEqual(Stamp.Settling);
}
