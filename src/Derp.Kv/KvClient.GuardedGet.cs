using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Diagnostics;

namespace Derp.Kv;

// Read, or compute once: in one process by a flight, across processes by a lease.
public abstract partial class KvClient
{
    /// <summary>
    /// Returns the value, or runs <paramref name="compute"/> once for all callers of the key, on this client and on every
    /// other one of the store, and stores what it returns. A hit is one round trip, a miss three.
    /// </summary>
    /// <remarks>
    /// While the store is down the body runs in each process and its value is returned. A value whose computation started
    /// before <see cref="InvalidateAsync"/>, or whose lease was lost, is returned and not stored.
    /// </remarks>
    /// <param name="key">Any bytes, without the prefix; must not end in <c>%lock</c> or <c>%lock%</c>.</param>
    /// <param name="compute">The body. Its token fires when every caller has cancelled. Its exception reaches every caller; nothing is stored then.</param>
    /// <param name="ttl">How long the value lives: more than zero; rounded up to whole milliseconds and clamped to 1,000 years.</param>
    /// <param name="lockTtl">How long the lease lives unless renewed: more than zero. A body gets ten times as long. Null: 2 s.</param>
    /// <param name="retryDelay">How long a waiter waits between two looks, unless a notice of the fill wakes it: more than zero. Null: 50 ms, or 250 ms where the store sends notices.</param>
    /// <param name="cancellationToken">The caller's own: it ends this caller's wait, not that of others.</param>
    /// <returns>The bytes, a copy for each caller.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="compute"/> is null.</exception>
    /// <exception cref="ArgumentException">The key has the form of a lease's key.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A duration is zero or less.</exception>
    /// <exception cref="InvalidOperationException">The body returned null, or would wait for itself.</exception>
    /// <exception cref="TimeoutException">The body has held the key for ten leases.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public ValueTask<byte[]> GuardedGetAsync(
        ReadOnlyMemory<byte> key,
        Func<CancellationToken, ValueTask<byte[]>> compute,
        TimeSpan ttl,
        TimeSpan? lockTtl = null,
        TimeSpan? retryDelay = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(compute);
        _ = LeaseKey.Of(key.Span);
        var policy = new GuardPolicy(
            nameof(GuardedGetAsync),
            Ttl.Normalize(ttl),
            Ttl.Normalize(lockTtl ?? TimeSpan.FromSeconds(2)),
            retryDelay is { } delay ? Ttl.Normalize(delay) : null);
        return GuardAsync(
            key.ToArray(),
            IdentityCodec.Instance,
            policy,
            compute,
            static async (compute, ct) => await compute(ct).ConfigureAwait(false) ?? throw new InvalidOperationException("The body of a guarded get returned null where bytes are expected."),
            cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<TValue> GuardAsync<TState, TValue>(
        byte[] key,
        GuardCodec<TValue> codec,
        GuardPolicy policy,
        TState state,
        Func<TState, CancellationToken, ValueTask<TValue>> body,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var flight = Flights.TryJoin(key);
        var (storeFailed, isStarter, isCounted) = (false, false, false);
        if (flight is null)
        {
            GuardedFlight<TState, TValue>? reading = null;
            try
            {
                if (Breaker.TryPass())
                {
                    var detachments = Flights.Detachments;
                    var read = ReadAsync(key, cancellationToken);
                    if (!read.IsCompleted)
                    {
                        // Callers that come while the store is asked share the answer.
                        reading = new(this, key, codec, policy, state, body);
                        if (!Flights.TryShare(reading, detachments))
                            reading = null;
                    }

                    var answer = await read.ConfigureAwait(false);
                    Breaker.Succeeded();
                    if (answer is { } stored)
                    {
                        if (codec.TryDecode(key, stored.Memory, out var hit))
                        {
                            KvMetrics.Hit(policy.Method);
                            reading?.EndOnGround(Flights, stored.Memory);
                            stored.Return();
                            return hit;
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
                NoteFailure(policy.Method, "get", e);
                storeFailed = true;
            }
            catch
            {
                // This caller gives up; those who joined it go on by themselves.
                reading?.HandOver(Flights);
                throw;
            }

            // There is no value, or one that does not decode and that the flight replaces.
            KvMetrics.Miss(policy.Method);
            isStarter = isCounted = true;
            flight = reading is not null && Flights.TryTakeOff(reading, storeFailed) ? reading : null;
        }

        while (true)
        {
            if (flight is null)
            {
                var own = new GuardedFlight<TState, TValue>(this, key, codec, policy, state, body);
                flight = Flights.JoinOrTakeOff(own, storeFailed);
                isStarter = ReferenceEquals(flight, own);
            }

            if (flight.IsRunningCaller())
            {
                flight.Leave(isStarter);
                throw new InvalidOperationException($"The body of {policy.Method} calls its own wrapper with the same key and would wait for itself. Call the body, or use another key.");
            }

            var outcome = await JoinTrace.WaitAsync(flight, isStarter, policy.Method, cancellationToken).ConfigureAwait(false);
            if (ReferenceEquals(outcome, FlightOutcome.HandedOver))
            {
                flight = null;
                continue;
            }

            if (!isCounted)
                KvMetrics.HitOrMiss(policy.Method, outcome.IsHit);
            return ValueOf(outcome, codec, key, policy);
        }
    }

    internal void NoteFailure(string method, string operation, Exception exception)
    {
        if (exception is KvUnavailableException)
            Breaker.Failed();
        KvMetrics.FailOpen(method, operation);
        Log.FailOpen(method, operation, exception);
    }

    private static TValue ValueOf<TValue>(FlightOutcome outcome, GuardCodec<TValue> codec, byte[] key, GuardPolicy policy)
    {
        outcome.Error?.Throw();
        if (outcome.Bytes is { } bytes && codec.TryDecode(key, bytes, out var value))
            return value;

        // It could not be written, or its serializer cannot read what it wrote: better shared than lost.
        if (outcome is { Computed: true, Value: TValue or null })
            return (TValue)outcome.Value!;

        throw new KvSerializationException($"Another kind of call uses a key of {policy.Method}. Give each its own keys.");
    }
}
