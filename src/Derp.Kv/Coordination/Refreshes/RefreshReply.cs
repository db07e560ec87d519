namespace Derp.Kv.Coordination.Refreshes;

/// <summary>Reads what the scripts of a renewal return, whatever library has received it.</summary>
internal static class RefreshReply
{
    /// <summary>Reads the answer to a request for the lease.</summary>
    /// <param name="kind">The first item.</param>
    /// <param name="bytes">Reads an item as bytes.</param>
    /// <param name="number">Reads an item as a number.</param>
    /// <exception cref="KvException">The answer is not one of this version.</exception>
    public static RefreshResult Read(long kind, Func<int, byte[]?> bytes, Func<int, long> number) => kind switch
    {
        0 or 1 => RefreshResult.Found(bytes(1) ?? throw NotUnderstood(), isFresh: kind == 1),
        2 => RefreshResult.Granted(ZoneOf(number(1))),
        3 => RefreshResult.Held(ZoneOf(number(1)), TimeSpan.FromMilliseconds(number(2))),
        4 => RefreshResult.Paused(ZoneOf(number(1)), TimeSpan.FromMilliseconds(number(2))),
        5 => RefreshResult.Settling(),
        _ => throw NotUnderstood(),
    };

    /// <summary>Reads the answer to a failure.</summary>
    public static TimeSpan? PauseOf(long reply) => reply < 0 ? null : TimeSpan.FromMilliseconds(reply);

    private static ValueZone ZoneOf(long zone) => zone is >= 0 and <= 2 ? (ValueZone)zone : throw NotUnderstood();

    private static KvException NotUnderstood() => new("The server's answer to a renewal is not understood.");
}
