namespace Derp.Kv.Coordination.Permits;

/// <summary>A moment by both clocks of this machine. Of a suspended machine only the wall clock goes on; only the monotonic clock is never set.</summary>
/// <param name="Wall">By the wall clock.</param>
/// <param name="Monotonic">By the monotonic clock.</param>
internal readonly record struct Moment(DateTimeOffset Wall, long Monotonic)
{
    public static Moment Now(TimeProvider time) => new(time.GetUtcNow(), time.GetTimestamp());
}
