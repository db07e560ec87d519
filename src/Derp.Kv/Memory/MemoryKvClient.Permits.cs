using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Memory;

namespace Derp.Kv;

// The limiter's state stands in its key as on a server, in the same text, so that other primitives see the same there.
public sealed partial class MemoryKvClient
{
    /// <inheritdoc/>
    protected override ValueTask<RateLimitResult> AcquirePermitCoreAsync(ReadOnlyMemory<byte> key, PermitRequest request, CancellationToken cancellationToken)
    {
        lock (_store.Gate)
        {
            var now = _store.Now;
            var standing = _store.Find(key.Span, now);
            var decision = request.Algorithm switch
            {
                RateLimitAlgorithm.SlidingWindow => AcquireSliding(key.Span, standing, now, request),
                RateLimitAlgorithm.TokenBucket => AcquireFromBucket(key.Span, standing, now, request),
                _ => AcquireFixed(key.Span, standing, now, request),
            };
            return new(decision.ToResult(request.Limit));
        }
    }

    private PermitDecision AcquireFixed(ReadOnlySpan<byte> key, MemoryEntry? standing, long now, in PermitRequest request)
    {
        var current = standing is null ? 0 : ParseCounter(standing);
        if (standing is not null)
            Heal(standing, request.WindowMilliseconds, request.WindowMilliseconds, now);

        var decision = FixedWindow.Decide(current, standing is null ? 0 : RemainingMilliseconds(standing, now), request);
        if (decision.Allowed && request.Cost > 0)
            _store.Put(key, CounterText.ToBytes(decision.Count), standing?.Deadline ?? DeadlineOf(request.Window, now), pinned: true, now);
        return decision;
    }

    private PermitDecision AcquireSliding(ReadOnlySpan<byte> key, MemoryEntry? standing, long now, in PermitRequest request)
    {
        SlidingWindowState? stored = null;
        if (standing is not null)
            stored = SlidingWindowState.TryParse(standing.Value, out var parsed) ? parsed : throw NotACounter();

        var (state, elapsed) = SlidingWindow.Roll(stored, now / TimeSpan.TicksPerMillisecond, request);
        var life = (2 * request.WindowMilliseconds) - elapsed;
        var decision = SlidingWindow.Decide(state, elapsed, request);

        // A count of windows that have not come yet is brought back even by a denied call, else it would stand still until
        // they came.
        if ((decision.Allowed && request.Cost > 0) || stored?.Index > state.Index)
        {
            var next = decision.Allowed ? state with { Current = state.Current + request.Cost } : state;
            _store.Put(key, next.ToBytes(), DeadlineOf(TimeSpan.FromMilliseconds(life), now), pinned: true, now);
        }
        else if (standing is not null)
        {
            Heal(standing, 2 * request.WindowMilliseconds, life, now);
        }

        return decision;
    }

    private PermitDecision AcquireFromBucket(ReadOnlySpan<byte> key, MemoryEntry? standing, long now, in PermitRequest request)
    {
        long? stored = standing is null ? null : ParseCounter(standing);
        var microseconds = now / TimeSpan.TicksPerMicrosecond;
        var present = TokenBucket.Present(stored, microseconds, request);
        var (decision, next) = TokenBucket.Decide(present, microseconds, request);

        // A stored time beyond a full bucket is brought back even by a denied call, else it would deny until it came.
        if ((decision.Allowed && request.Cost > 0) || stored > present)
        {
            var life = TimeSpan.FromMilliseconds(MillisecondsUntil(next, microseconds));
            _store.Put(key, CounterText.ToBytes(next), DeadlineOf(life, now), pinned: true, now);
        }
        else if (standing is not null)
        {
            Heal(standing, 2 * request.WindowMilliseconds, MillisecondsUntil(next, microseconds), now);
        }

        return decision;
    }

    // A counter that would outlive its window, left by another program, would deny for ever.
    private void Heal(MemoryEntry counter, long mostMilliseconds, long life, long now)
    {
        if (RemainingMilliseconds(counter, now) > mostMilliseconds)
            _store.SetDeadline(counter, DeadlineOf(TimeSpan.FromMilliseconds(life), now));
    }

    private static long MillisecondsUntil(long microseconds, long now) => Math.Max(1, (microseconds - now + 999) / 1000);

    private static long ParseCounter(MemoryEntry entry) => CounterText.TryParse(entry.Value, out var number) ? number : throw NotACounter();

    private static KvException NotACounter() => new("The key holds something that is not a limiter's counter of this algorithm.");
}
