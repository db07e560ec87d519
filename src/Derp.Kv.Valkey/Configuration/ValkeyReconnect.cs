namespace Derp.Kv.Valkey;

/// <summary>
/// The pauses between attempts to reconnect, which never end. The pause before attempt n is <see cref="Factor"/> × <see cref="Base"/>ⁿ, give or
/// take <see cref="JitterPercent"/>, and stops growing after <see cref="Steps"/> attempts.
/// </summary>
public sealed record ValkeyReconnect
{
    /// <summary>The number of attempts after which the pause stops growing, 1 to 100. Default: 5.</summary>
    public int Steps { get; init; } = 5;

    /// <summary>The unit of the pause, 1 ms to 1 min, in whole milliseconds. Default: 100 ms.</summary>
    public TimeSpan Factor { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How fast the pause grows, 1 (not at all) to 10. Default: 2.</summary>
    public int Base { get; init; } = 2;

    /// <summary>By how many percent a pause may differ from the computed one, 0 to 100. Default: 20.</summary>
    public int JitterPercent { get; init; } = 20;

    /// <summary>The library's arguments, in its order: number of retries, factor in ms, base, jitter.</summary>
    /// <remarks>
    /// Its structure has the first and the third in another order than its core reads them (1.1.0 and the main branch). So
    /// they are passed in exchanged order, and the core reads them right.
    /// </remarks>
    internal (uint NumberOfRetries, uint Factor, uint ExponentBase, uint JitterPercent) ToLibrary() =>
        ((uint)Base, (uint)Factor.TotalMilliseconds, (uint)Steps, (uint)JitterPercent);

    internal string? Problem() => this switch
    {
        { Steps: < 1 or > 100 } => $"{nameof(Steps)} must be from 1 to 100",
        _ when Factor < TimeSpan.FromMilliseconds(1) || Factor > TimeSpan.FromMinutes(1) || Factor.Ticks % TimeSpan.TicksPerMillisecond != 0 =>
            $"{nameof(Factor)} must be whole milliseconds, from 1 ms to 1 min",
        { Base: < 1 or > 10 } => $"{nameof(Base)} must be from 1 to 10",
        { JitterPercent: < 0 or > 100 } => $"{nameof(JitterPercent)} must be from 0 to 100",
        _ => null,
    };
}
