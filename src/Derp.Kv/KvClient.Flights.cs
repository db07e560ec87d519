using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Diagnostics;

namespace Derp.Kv;

// How a call whose read did not answer it comes to its value: by a flight of its own, or by another call's.
public abstract partial class KvClient
{
    private LeasedFlight<TState, TValue> NewFlight<TState, TValue>(byte[] key, GuardCodec<TValue> codec, in GuardedCall<TState, TValue> call) =>
        call.Policy.Refresh is null ? new GuardedFlight<TState, TValue>(this, key, codec, call) : new RefreshingFlight<TState, TValue>(this, key, codec, call);

    // Null if the key was detached while it was read, or if callers of another kind of method joined the read.
    private LeasedFlight<TState, TValue>? TakeOffAfterRead<TState, TValue>(byte[] key, GuardCodec<TValue> codec, in GuardedCall<TState, TValue> call, bool storeFailed, byte[]? atHand)
    {
        var flight = Flights.BoardAfterRead(NewFlight(key, codec, call));
        if (flight is LeasedFlight<TState, TValue> ready)
        {
            if (atHand is not null)
                ready.HaveAtHand(atHand);
            ready.TakeOff(call, storeFailed);
            return ready;
        }

        if (flight is not null)
        {
            Flights.Remove(flight);
            flight.HandOver();
        }

        return null;
    }

    // Waits for a flight: the given one, and another if that one is replaced.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TValue> FlyAsync<TState, TValue>(
        Flight? flight,
        OwnRead read,
        bool storeFailed,
        byte[] key,
        GuardCodec<TValue> codec,
        GuardedCall<TState, TValue> call,
        CancellationToken cancellationToken)
    {
        var method = call.Policy.Method;
        var isStarter = read.IsDone;

        // A call that has joined or started a flight counts as its caller already, and must leave it.
        Gate.Calls.Enter();
        try
        {
            while (true)
            {
                if (flight is null)
                {
                    codec.BeginRead();
                    var own = NewFlight(key, codec, call);
                    flight = Flights.JoinOrBoard(own, codec.Marks, out isStarter);
                    if (isStarter)
                    {
                        // Others join it from here on: after an invalidation not what was read before.
                        if (read.AtHand is { } atHand && !Flights.WasDetached(key, read.Detachments))
                            own.HaveAtHand(atHand);
                        own.TakeOff(call, storeFailed);
                    }
                }

                if (flight.IsRunningCaller())
                {
                    flight.Leave(isStarter);
                    throw new InvalidOperationException($"The body of {method} calls its own wrapper with the same key and would wait for itself. Call the body, or use another key.");
                }

                if (!FlightScope.TryBeginWait(flight, out var waiter))
                {
                    flight.Leave(isStarter);
                    throw new InvalidOperationException($"The body of {waiter!.Method} calls {method}, whose body waits for {waiter.Method}, directly or through others: none of them would end. Call the body instead of its wrapper, or use another key.");
                }

                FlightOutcome outcome;
                try
                {
                    outcome = await JoinTrace.WaitAsync(flight, isStarter, method, cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    waiter?.EndWait(flight);
                }

                if (ReferenceEquals(outcome, FlightOutcome.HandedOver))
                {
                    flight = null;
                    continue;
                }

                if (!TryTake(outcome, codec, key, out var value) && outcome.Error is null)
                {
                    if (isStarter)
                        throw new KvSerializationException($"The serializer of {method} refuses bytes that it has read before.");

                    // The flight was another method's, whose values this method does not read: a miss, which begins anew.
                    Log.ForeignValue(method);
                    flight = null;
                    continue;
                }

                // A reader's miss is counted already.
                if (read is not { IsDone: true, AtHand: null })
                    KvMetrics.HitOrMiss(method, outcome.IsHit);
                NoteOutcome(outcome, codec, call);
                outcome.Error?.Throw();
                return value!;
            }
        }
        finally
        {
            Gate.Calls.Exit();
        }
    }

    private static bool TryTake<TValue>(FlightOutcome outcome, GuardCodec<TValue> codec, byte[] key, [MaybeNullWhen(false)] out TValue value)
    {
        if (outcome.TryRead(codec, key, out value))
            return true;

        // It could not be written, or its serializer cannot read what it wrote: better shared than lost.
        var isOwn = outcome is { Computed: true, Value: TValue or null } && StoredType.AreSame(outcome.Type, codec.Type);
        value = isOwn ? (TValue)outcome.Value! : default;
        return isOwn;
    }

    // What a call has read itself, and how often callers had been kept from joining before.
    private readonly record struct OwnRead(bool IsDone, byte[]? AtHand, long Detachments);
}
