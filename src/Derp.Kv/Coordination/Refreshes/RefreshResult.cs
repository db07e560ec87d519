namespace Derp.Kv.Coordination.Refreshes;

/// <summary>The answer to a request for the lease to renew a value that the caller has seen: exactly one of another value, grant, refusal, pause, and the word to compute at once and store nothing.</summary>
public readonly struct RefreshResult
{
    private RefreshResult(RefreshAnswer answer, ValueZone zone = ValueZone.None, TimeSpan remaining = default, byte[]? value = null) =>
        (Answer, Zone, Remaining, Value) = (answer, zone, remaining, value);

    /// <summary>Which of them it is.</summary>
    public RefreshAnswer Answer { get; }

    /// <summary>Where the value that the caller has seen is in its life; none if it is gone, or another one has taken its place.</summary>
    public ValueZone Zone { get; }

    /// <summary>The remaining time of another owner's lease, or of a pause; zero otherwise.</summary>
    public TimeSpan Remaining { get; }

    /// <summary>A value that the caller has not seen, or one that is fresh; otherwise null.</summary>
    public byte[]? Value { get; }

    /// <summary>There is a value that the caller has not seen.</summary>
    /// <param name="value">Its bytes.</param>
    /// <param name="isFresh">Whether it is not to be renewed yet.</param>
    public static RefreshResult Found(byte[] value, bool isFresh) => new(isFresh ? RefreshAnswer.Fresh : RefreshAnswer.Other, value: value);

    /// <summary>The caller holds the lease.</summary>
    /// <param name="zone">Of the value.</param>
    public static RefreshResult Granted(ValueZone zone) => new(RefreshAnswer.Granted, zone);

    /// <summary>Another owner holds the lease.</summary>
    /// <param name="zone">Of the value.</param>
    /// <param name="remaining">Its remaining time.</param>
    public static RefreshResult Held(ValueZone zone, TimeSpan remaining) => new(RefreshAnswer.Held, zone, remaining);

    /// <summary>A body has failed, and none is to run yet.</summary>
    /// <param name="zone">Of the value.</param>
    /// <param name="remaining">Until the next run.</param>
    public static RefreshResult Paused(ValueZone zone, TimeSpan remaining) => new(RefreshAnswer.Paused, zone, remaining);

    /// <summary>Nothing is stored under the key for now, and nobody waits for it.</summary>
    public static RefreshResult Settling() => new(RefreshAnswer.Settling);
}

/// <summary>The kinds of answers to a request for the lease to renew a value.</summary>
public enum RefreshAnswer
{
    /// <summary>There is a value that the caller has not seen; it may be due itself.</summary>
    Other,

    /// <summary>There is a value that is not to be renewed yet.</summary>
    Fresh,

    /// <summary>The caller holds the lease.</summary>
    Granted,

    /// <summary>Another owner holds it.</summary>
    Held,

    /// <summary>A body has failed, and none is to run yet.</summary>
    Paused,

    /// <summary>Nothing is stored under the key for now.</summary>
    Settling,
}
