using System.Threading.RateLimiting;

namespace Derp.Kv.RateLimiting;

/// <summary>A limiter's statistics. Answers can overtake each other, so the last known one is an estimate.</summary>
internal sealed class LimiterActivity(TimeProvider time)
{
    private long _lastSeen = time.GetTimestamp();
    private long _underWay;
    private long _acquired;
    private long _failed;
    private Answer? _lastAnswer;

    public TimeSpan? IdleDuration =>
        Interlocked.Read(ref _underWay) != 0 ? null : time.GetElapsedTime(Volatile.Read(ref _lastSeen));

    public void Touch() => Volatile.Write(ref _lastSeen, time.GetTimestamp());

    public void Begin() => Interlocked.Increment(ref _underWay);

    public void End()
    {
        // The time is written first, so that the limiter never seems idle since its call before last.
        Touch();
        Interlocked.Decrement(ref _underWay);
    }

    public void Note(in RateLimitResult result, bool isAcquired)
    {
        Interlocked.Increment(ref isAcquired ? ref _acquired : ref _failed);
        if (result.Counted)
            Volatile.Write(ref _lastAnswer, new Answer(result.Remaining, result.ResetAfter, time.GetTimestamp()));
    }

    public RateLimiterStatistics GetStatistics(long capacity)
    {
        var answer = Volatile.Read(ref _lastAnswer);
        return new RateLimiterStatistics
        {
            CurrentAvailablePermits = answer is null || time.GetElapsedTime(answer.Timestamp) >= answer.ResetAfter ? capacity : answer.Remaining,
            TotalSuccessfulLeases = Interlocked.Read(ref _acquired),
            TotalFailedLeases = Interlocked.Read(ref _failed),
        };
    }

    private sealed record Answer(long Remaining, TimeSpan ResetAfter, long Timestamp);
}
