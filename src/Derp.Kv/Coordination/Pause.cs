using Derp.Kv.Coordination.Holds;

namespace Derp.Kv.Coordination;

/// <summary>A wait by the client's clock. Longer ones end after a day: timers take at most seven weeks, and every waiter checks again anyway.</summary>
internal static class Pause
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    // Timers drop what is below a millisecond, and a wait for the rest would be followed by one look after the other until it is over.
    public static Task For(TimeSpan time, KvClient client, CancellationToken cancellationToken) =>
        client.Background.PauseAsync(time < s_longest ? InMilliseconds(time) : s_longest, client.Time, cancellationToken);

    private static TimeSpan InMilliseconds(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds));
}
