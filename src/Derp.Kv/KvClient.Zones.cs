using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Diagnostics;

namespace Derp.Kv;

// Reads of values that are renewed while they are served: what the lease's key says is read with the value, and decides whether it is served as it is.
public abstract partial class KvClient
{
    private Pauses? _pauses;

    /// <summary>Made by the first call that needs it.</summary>
    internal Pauses Pauses
    {
        get
        {
            if (Volatile.Read(ref _pauses) is { } known)
                return known;
            Interlocked.CompareExchange(ref _pauses, new Pauses(Time), null);
            return _pauses;
        }
    }

    private ValueTask<StoredBytes?> ReadAsync(byte[] key, TagStamps? tags, GuardPolicy policy, CancellationToken cancellationToken)
    {
        if (policy.Refresh is not null)
            return ReadWithStateAsync(key, tags, cancellationToken);
        return tags is null ? ReadCoreAsync(key, cancellationToken) : ReadTaggedAsync(key, tags, cancellationToken);
    }

    // The state before the value, in one write: a commit in between can make a fresh value look due, never the other way (F4).
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<StoredBytes?> ReadWithStateAsync(byte[] key, TagStamps? tags, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>[] keys = [LeaseKey.Of(key), .. tags?.Behind(key) ?? [key]];
        var read = await ReadTogetherCoreAsync(keys, cancellationToken).ConfigureAwait(false);
        tags?.Take(read, value: 1);
        return read[1] is { } bytes ? new StoredBytes(bytes, read[0]) : null;
    }

    private static string ReadNameOf(TagStamps? tags, GuardPolicy policy) =>
        tags is null && policy.Refresh is null ? nameof(GetAsync) : nameof(MGetAsync);

    // Null: the store has to be asked.
    private Serving? ServingOf(byte[] key, in StoredBytes stored, GuardPolicy policy)
    {
        if (policy.Refresh is null || KeyState.Serves(stored.State))
            return default(Serving);
        return KeyState.HasFailed(stored.State) ? Pauses.Find(key, stored.Memory.Span) : null;
    }

    /// <summary>Reads a value, and runs nothing if there is none. A store that fails has none.</summary>
    internal async ValueTask<CacheHit<TValue>> LookAsync<TValue>(byte[] key, GuardCodec<TValue> codec, GuardPolicy policy, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Gate.ThrowIfDraining();
        codec.BeginRead();
        if ((_withheld is { IsEmpty: false } withheld && (withheld.IsDeferredHere(key, codec.Tags) || withheld.IsPending(key, codec.Tags))) || !Breaker.TryPass())
            return default;

        try
        {
            var read = await InvokeAsync((key, codec.Tags, policy), static (client, a, ct) => client.ReadAsync(a.key, a.Tags, a.policy, ct), cancellationToken, operation: ReadNameOf(codec.Tags, policy)).ConfigureAwait(false);
            Breaker.Succeeded();
            if (read is { } stored)
            {
                var hit = Look(key, stored, codec, policy);
                stored.Return();
                if (hit.Found)
                    return hit;
            }
        }
        catch (KvException e)
        {
            NoteFailure(policy.Method, "get", e, isRead: true);
        }

        KvMetrics.Miss(policy.Method);
        return default;
    }

    private CacheHit<TValue> Look<TValue>(byte[] key, in StoredBytes stored, GuardCodec<TValue> codec, GuardPolicy policy)
    {
        if (!codec.IsCurrent(stored.Memory.Span) || !codec.TryDecode(key, stored.Memory, out var value))
            return default;
        KvMetrics.Hit(policy.Method);
        var age = Time.GetUtcNow() - codec.NotesOf(stored.Memory.Span).Created;
        age = age > TimeSpan.Zero ? age : TimeSpan.Zero;
        if (ServingOf(key, stored, policy) is { } serving)
            return new(codec.Keep(stored.Memory, value, serving), age, serving.IsStale, fromNear: false);

        // Where nothing tells in what part of its life the value is, its age does.
        return new(value, age, KeyState.SaysExpired(stored.State) ?? age > policy.Ttl, fromNear: false);
    }

    private static void NoteHit<TState, TValue>(ReadOnlySpan<byte> stored, in Serving serving, GuardCodec<TValue> codec, in GuardedCall<TState, TValue> call)
    {
        KvMetrics.Hit(call.Policy.Method);
        if (serving.IsStale)
            KvMetrics.Stale(call.Policy.Method);
        call.More?.Found(codec.NotesOf(stored).Created, serving.IsStale);
    }

    private static void NoteOutcome<TState, TValue>(FlightOutcome outcome, GuardCodec<TValue> codec, in GuardedCall<TState, TValue> call)
    {
        if (outcome.Serving.IsStale)
            KvMetrics.Stale(call.Policy.Method);
        if (call.More is not { } asking)
            return;
        if (outcome is { Computed: false, Bytes: { } bytes })
            asking.Found(codec.NotesOf(bytes).Created, outcome.Serving.IsStale);
        else
            asking.Ran();
    }
}
