namespace Derp.Kv.Coordination;

/// <summary>The answer to a request for a value or the lease to compute it: exactly one of value, grant, refusal, and the word to compute at once and store nothing.</summary>
public readonly struct LeaseResult
{
    private LeaseResult(byte[]? value, bool granted, TimeSpan remaining, bool settling = false)
    {
        Value = value;
        IsGranted = granted;
        Remaining = remaining;
        IsSettling = settling;
    }

    /// <summary>The stored value; null when there is none.</summary>
    public byte[]? Value { get; }

    /// <summary>Whether the caller holds the lease now.</summary>
    public bool IsGranted { get; }

    /// <summary>The remaining time of another owner's lease; zero otherwise.</summary>
    public TimeSpan Remaining { get; }

    /// <summary>Whether nothing is stored under the key for now: it was invalidated with a time to settle.</summary>
    public bool IsSettling { get; }

    /// <summary>There is a value.</summary>
    /// <param name="value">Its bytes.</param>
    public static LeaseResult Found(byte[] value) => new(value, false, TimeSpan.Zero);

    /// <summary>The caller holds the lease.</summary>
    public static LeaseResult Granted() => new(null, true, TimeSpan.Zero);

    /// <summary>Another owner holds the lease.</summary>
    /// <param name="remaining">Its remaining time.</param>
    public static LeaseResult Held(TimeSpan remaining) => new(null, false, remaining);

    /// <summary>Nothing is stored under the key for now, and nobody waits for it.</summary>
    public static LeaseResult Settling() => new(null, false, TimeSpan.Zero, settling: true);
}
