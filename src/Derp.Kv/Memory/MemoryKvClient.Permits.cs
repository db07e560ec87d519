using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Memory;

namespace Derp.Kv;

// The limiter's state is stored in the same text as on a server, so that other primitives read the same.
public sealed partial class MemoryKvClient
{
    /// <inheritdoc/>
    protected override ValueTask<RateLimitResult> AcquirePermitCoreAsync(ReadOnlyMemory<byte> key, PermitRequest request, CancellationToken cancellationToken)
    {
        lock (_store.Gate)
        {
            var now = _store.Now;
            var standing = _store.Find(key.Span, now);
            var outcome = Decide(standing, now, request);
            Apply(key.Span, standing, outcome, now);
            return new(outcome.Decision.ToResult(request.Limit));
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<long> RefundPermitCoreAsync(ReadOnlyMemory<byte> key, long permits, CancellationToken cancellationToken)
    {
        lock (_store.Gate)
        {
            var now = _store.Now;
            if (_store.Find(key.Span, now) is not { } standing)
                return new(0);

            var refund = PermitRefund.Of(standing.Value, now / TimeSpan.TicksPerMicrosecond, permits);
            if (refund.Value is { } value)
                _store.Put(key.Span, value, refund.Life == 0 ? standing.Deadline : now + (refund.Life * TimeSpan.TicksPerMillisecond), pinned: true, now);
            else
                _store.Remove(standing);
            return new(refund.Given);
        }
    }

    internal override ValueTask<RateLimitResult[]?> TryAcquirePermitsCoreAsync(byte[][] keys, PermitRequest[] requests, CancellationToken cancellationToken)
    {
        lock (_store.Gate)
        {
            var now = _store.Now;
            var standing = Array.ConvertAll(keys, key => _store.Find(key, now));
            var outcomes = new PermitOutcome[keys.Length];
            for (var i = 0; i < keys.Length; i++)
                outcomes[i] = Decide(standing[i], now, requests[i]);
            var allowed = Array.TrueForAll(outcomes, static outcome => outcome.Decision.Allowed);
            for (var i = 0; i < keys.Length; i++)
            {
                // If one denies, the others are not counted; a missing expiry is set all the same.
                if (allowed || outcomes[i].Value is null)
                    Apply(keys[i], standing[i], outcomes[i], now);
            }

            return new(outcomes.Select((outcome, i) => outcome.Decision.ToResult(requests[i].Limit)).ToArray());
        }
    }

    internal override ValueTask<PermitGrant> AcquirePermitsUpToCoreAsync(byte[] key, PermitRequest request, long most, CancellationToken cancellationToken)
    {
        lock (_store.Gate)
        {
            var now = _store.Now;
            var standing = _store.Find(key, now);
            var (stored, left) = Standing(standing, now);
            var (units, outcome) = FixedWindow.RunUpTo(stored, left, request, most);
            Apply(key, standing, outcome, now);
            return new(new PermitGrant(outcome.Decision.ToResult(request.Limit), units));
        }
    }

    private static PermitOutcome Decide(MemoryEntry? standing, long now, in PermitRequest request)
    {
        var (stored, left) = Standing(standing, now);
        return request.Algorithm switch
        {
            RateLimitAlgorithm.SlidingWindow => SlidingWindow.Run(stored, left, now / TimeSpan.TicksPerMillisecond, request),
            RateLimitAlgorithm.TokenBucket => TokenBucket.Run(stored, left, now / TimeSpan.TicksPerMicrosecond, request),
            _ => FixedWindow.Run(stored, left, request),
        };
    }

    private void Apply(ReadOnlySpan<byte> key, MemoryEntry? standing, in PermitOutcome outcome, long now)
    {
        var deadline = outcome.Life == 0 ? standing?.Deadline : now + (outcome.Life * TimeSpan.TicksPerMillisecond);
        if (outcome.Value is { } value)
            _store.Put(key, value, deadline!.Value, pinned: true, now);
        else if (outcome.Life > 0)
            _store.SetDeadline(standing!, deadline!.Value);
    }

    private static (byte[]? Stored, long Left) Standing(MemoryEntry? standing, long now) =>
        standing is null ? (null, 0) : (standing.Value, LeftOf(standing, now));

    private static long LeftOf(MemoryEntry counter, long now) =>
        counter.Deadline == MemoryEntry.NoDeadline ? -1 : RemainingMilliseconds(counter, now);
}
