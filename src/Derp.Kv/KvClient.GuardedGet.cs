using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Diagnostics;

namespace Derp.Kv;

// Read, or compute once: in one process by a flight, across processes by a lease.
public abstract partial class KvClient
{
    /// <summary>
    /// Returns the value. If there is none, runs <paramref name="compute"/> once for all callers of the key, on this client and
    /// on every other client of the store, and stores its result. A hit takes one round trip, a miss three.
    /// </summary>
    /// <remarks>
    /// While the store is down the body runs in each process and its value is returned. A value whose computation started
    /// before <see cref="InvalidateAsync"/>, or whose lease was lost, is returned and not stored.
    /// </remarks>
    /// <param name="key">Any bytes, without the prefix; must not end in <c>%lock</c> or <c>%lock%</c>.</param>
    /// <param name="compute">The body. Its token is cancelled when every caller has cancelled. Its exception reaches every caller; nothing is stored then.</param>
    /// <param name="ttl">Expiry of the value: more than zero; rounded up to whole milliseconds and clamped to 1,000 years.</param>
    /// <param name="lockTtl">Length of the lease, which is renewed while the body runs: 10 ms or more. The body is cancelled after ten times as long. Null: 2 s.</param>
    /// <param name="retryDelay">Time between two polls of a waiting call, which a notification ends early: more than zero. Null: 50 ms, or 250 ms if the store sends notifications.</param>
    /// <param name="cancellationToken">The caller's own: it ends this caller's wait, not that of others.</param>
    /// <returns>The bytes, a copy for each caller.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="compute"/> is null.</exception>
    /// <exception cref="ArgumentException">The key has the form of a lease's key.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A duration is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The body returned null, or would wait for itself.</exception>
    /// <exception cref="TimeoutException">The body has run for ten times <paramref name="lockTtl"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ValueTask<byte[]> GuardedGetAsync(
        ReadOnlyMemory<byte> key,
        Func<CancellationToken, ValueTask<byte[]>> compute,
        TimeSpan ttl,
        TimeSpan? lockTtl = null,
        TimeSpan? retryDelay = null,
        CancellationToken cancellationToken = default) =>
        GuardedGetAsync(key, compute, ttl, lockTtl, retryDelay, waitTimeout: null, cancellationToken);

    /// <summary>The same as the other overload, with a limit on the time to wait for other processes.</summary>
    /// <param name="key">Any bytes, without the prefix; must not end in <c>%lock</c> or <c>%lock%</c>.</param>
    /// <param name="compute">The body. Its token is cancelled when every caller has cancelled. Its exception reaches every caller; nothing is stored then.</param>
    /// <param name="ttl">Expiry of the value: more than zero; rounded up to whole milliseconds and clamped to 1,000 years.</param>
    /// <param name="lockTtl">Length of the lease, which is renewed while the body runs: 10 ms or more. The body is cancelled after ten times as long. Null: 2 s.</param>
    /// <param name="retryDelay">Time between two polls of a waiting call, which a notification ends early: more than zero. Null: 50 ms, or 250 ms if the store sends notifications.</param>
    /// <param name="waitTimeout">
    /// How long to wait for another process that computes the value: more than zero. After it the body runs here too, and what
    /// it returns is not stored. Null: ten times <paramref name="lockTtl"/>, as long as that process may take.
    /// </param>
    /// <param name="cancellationToken">The caller's own: it ends this caller's wait, not that of others.</param>
    /// <returns>The bytes, a copy for each caller.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="compute"/> is null.</exception>
    /// <exception cref="ArgumentException">The key has the form of a lease's key.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A duration is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The body returned null, or would wait for itself.</exception>
    /// <exception cref="TimeoutException">The body has run for ten times <paramref name="lockTtl"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ValueTask<byte[]> GuardedGetAsync(
        ReadOnlyMemory<byte> key,
        Func<CancellationToken, ValueTask<byte[]>> compute,
        TimeSpan ttl,
        TimeSpan? lockTtl,
        TimeSpan? retryDelay,
        TimeSpan? waitTimeout,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(compute);
        _ = LeaseKey.Of(key.Span);
        var policy = new GuardPolicy(
            nameof(GuardedGetAsync),
            Ttl.Normalize(ttl),
            Ttl.NormalizeLock(lockTtl ?? TimeSpan.FromSeconds(2), nameof(lockTtl)),
            Ttl.Normalize(retryDelay),
            Ttl.Normalize(waitTimeout));
        return GuardAsync(
            key.ToArray(),
            IdentityCodec.Instance,
            new GuardedCall<Func<CancellationToken, ValueTask<byte[]>>, byte[]>(policy, compute, static async (compute, ct) =>
                await compute(ct).ConfigureAwait(false) ?? throw new InvalidOperationException("The body of a guarded get returned null where bytes are expected.")),
            cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<TValue> GuardAsync<TState, TValue>(
        byte[] key,
        GuardCodec<TValue> codec,
        GuardedCall<TState, TValue> call,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Gate.ThrowIfDraining();
        codec.BeginRead();
        if (_withheld is { IsEmpty: false } withheld)
        {
            // What this flow has written and others must not see yet is not shared either.
            if (withheld.IsDeferredHere(key, codec.Tags))
                return await RunAsideAsync(call, cancellationToken).ConfigureAwait(false);
            if (withheld.IsPending(key, codec.Tags))
                return await FlyAsync(null, default, storeFailed: true, key, codec, call, cancellationToken).ConfigureAwait(false);
        }

        var place = Flights.PlaceOf(key);
        var flight = FlightMap.TryJoin(place, codec.Marks, out var isBeingRead, out var detachments);
        if (isBeingRead)
            flight = Flights.TryJoinRead(NewFlight(key, codec, call), codec.Marks);
        if (flight is not null)
            return await FlyAsync(flight, default, storeFailed: false, key, codec, call, cancellationToken).ConfigureAwait(false);

        var (isShared, storeFailed) = (false, false);
        byte[]? atHand = null;
        try
        {
            try
            {
                if (Breaker.TryPass())
                {
                    // As by InvokeAsync, whose own state a read would wait through as well.
                    Enter(cancellationToken);
                    var began = OperationMetrics.Begin(this);
                    StoredBytes? answer;
                    try
                    {
                        var read = ReadAsync(key, codec.Tags, call.Policy, cancellationToken);

                        // Callers that come while the store is asked share the answer.
                        isShared = !read.IsCompleted && FlightMap.TryShare(place, detachments, codec.Marks?.Mark ?? default);
                        answer = await read.ConfigureAwait(false);
                        OperationMetrics.Succeeded(this, ReadNameOf(codec.Tags, call.Policy), began);
                    }
                    catch (Exception e) when (IsForeign(e, ReadNameOf(codec.Tags, call.Policy), began, cancellationToken))
                    {
                        throw Failed(ReadNameOf(codec.Tags, call.Policy), began, Mapped(e));
                    }
                    finally
                    {
                        Exit();
                    }

                    Breaker.Succeeded();
                    if (answer is { } stored)
                    {
                        if (codec.IsCurrent(stored.Memory.Span) && codec.TryDecode(key, stored.Memory, out var hit))
                        {
                            if (ServingOf(key, stored, call.Policy) is { } serving)
                            {
                                NoteHit(stored.Memory.Span, serving, codec, call);
                                if (isShared)
                                {
                                    isShared = false;
                                    FlightMap.EndRead(place)?.EndOnGround(codec, stored.Memory, serving, hit);
                                }

                                hit = codec.Keep(stored.Memory, hit, serving);
                                stored.Return();
                                return hit;
                            }

                            // It has to be asked whether it is served.
                            atHand = stored.Memory.ToArray();
                        }

                        stored.Return();
                    }
                }
                else
                {
                    storeFailed = true;
                }
            }
            catch (KvException e)
            {
                NoteFailure(call.Policy.Method, "get", e, isRead: true);
                storeFailed = true;
            }

            // There is no value, or one that the flight replaces or renews.
            if (atHand is null)
                KvMetrics.Miss(call.Policy.Method);
            if (isShared)
            {
                isShared = false;
                flight = TakeOffAfterRead(key, codec, call, storeFailed, atHand);
            }
        }
        finally
        {
            // This caller leaves; callers that joined its read continue without it. In every case the read is taken out of the map.
            if (isShared)
                FlightMap.EndRead(place)?.HandOver();
        }

        return await FlyAsync(flight, new(IsDone: true, atHand, detachments), storeFailed, key, codec, call, cancellationToken).ConfigureAwait(false);
    }
}
