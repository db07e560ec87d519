using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Diagnostics;
using Derp.Kv.Runtime;

namespace Derp.Kv;

// One admitted run per key until its record expires; later calls get the stored result.
public abstract partial class KvClient
{
    private static readonly TimeSpan s_day = TimeSpan.FromHours(24);

    /// <summary>
    /// Runs <paramref name="compute"/> unless the key's record holds its result, which is then replayed. A first call takes
    /// two round trips and the body; a replay takes one.
    /// </summary>
    /// <remarks>
    /// One call per key is admitted until the record expires. A second execution is possible
    /// <list type="bullet">
    /// <item>after a time-out of the body, once <see cref="IdempotencyOptions.LockTtl"/> has passed;</item>
    /// <item>if the process crashes between the side effect and the completion;</item>
    /// <item>if no renewal of the claim is confirmed for that time; the body's token is then cancelled;</item>
    /// <item>if the server fails over, restarts without AOF, evicts or is flushed;</item>
    /// <item>after the expiry.</item>
    /// </list>
    /// A record belongs to <typeparamref name="T"/> and to the name in <paramref name="options"/>. Two kinds of calls whose keys
    /// can be equal need two prefixes; otherwise the second is rejected.
    /// </remarks>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">Identifies one operation; not empty.</param>
    /// <param name="compute">The body. Its token is not the caller's. An exception releases the key, except <see cref="OperationCanceledException"/> and <see cref="TimeoutException"/>, after which the outcome is unknown.</param>
    /// <param name="serializer">For the value.</param>
    /// <param name="statusCode">Stored with the value, 0 to 65535. 408, 425, 429 and 500 to 599 release the key, unless the options say otherwise.</param>
    /// <param name="ttl">How long the result can be replayed: more than zero. Null: 24 h.</param>
    /// <param name="keyPrefix">Put before the key, with a colon between.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="cancellationToken">Observed until the body starts.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is null or empty, or an option is out of its range.</exception>
    /// <exception cref="IdempotencyInFlightException">The first call is still running.</exception>
    /// <exception cref="IdempotencyKeyReusedException">The key belongs to a call with another fingerprint, another type of value or another name.</exception>
    /// <exception cref="KvUnavailableException">The store did not answer; the body did not run.</exception>
    /// <exception cref="KvSerializationException">The key's record cannot be read, or its result was stored as not replayable.</exception>
    public ValueTask<IdempotentResult<T>> IdempotentExecuteAsync<T>(
        string key,
        Func<CancellationToken, ValueTask<T>> compute,
        IKvSerializer<T> serializer,
        int statusCode = 200,
        TimeSpan? ttl = null,
        string keyPrefix = "derp:idempotency",
        IdempotencyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(compute);
        ArgumentOutOfRangeException.ThrowIfNegative(statusCode);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(statusCode, ushort.MaxValue);
        return ExecuteOnceAsync(
            key,
            (compute, statusCode),
            static async (s, ct) => new IdempotentResult<T>(await s.compute(ct).ConfigureAwait(false), s.statusCode),
            serializer,
            ttl,
            keyPrefix,
            options,
            cancellationToken);
    }

    /// <summary>The same as the other overload, with a body that chooses the status of its result.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">Identifies one operation; not empty.</param>
    /// <param name="compute">The body. Its token is not the caller's. An exception releases the key, except <see cref="OperationCanceledException"/> and <see cref="TimeoutException"/>, after which the outcome is unknown.</param>
    /// <param name="serializer">For the value.</param>
    /// <param name="ttl">How long the result can be replayed: more than zero. Null: 24 h.</param>
    /// <param name="keyPrefix">Put before the key, with a colon between.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="cancellationToken">Observed until the body starts.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is null or empty, or an option is out of its range.</exception>
    /// <exception cref="IdempotencyInFlightException">The first call is still running.</exception>
    /// <exception cref="IdempotencyKeyReusedException">The key belongs to a call with another fingerprint, another type of value or another name.</exception>
    /// <exception cref="KvUnavailableException">The store did not answer; the body did not run.</exception>
    /// <exception cref="KvSerializationException">The key's record cannot be read, or its result was stored as not replayable.</exception>
    [OverloadResolutionPriority(1)] // A body that only throws fits both; one that returns something fits one.
    public ValueTask<IdempotentResult<T>> IdempotentExecuteAsync<T>(
        string key,
        Func<CancellationToken, ValueTask<IdempotentResult<T>>> compute,
        IKvSerializer<T> serializer,
        TimeSpan? ttl = null,
        string keyPrefix = "derp:idempotency",
        IdempotencyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(compute);
        return ExecuteOnceAsync(key, compute, static (compute, ct) => compute(ct), serializer, ttl, keyPrefix, options, cancellationToken);
    }

    /// <summary>
    /// Marks an event as processed and returns whether it was already. Of any number of concurrent first calls exactly one
    /// gets false. The mark is set before the work. If a failed handler must be retried, use <see cref="ProcessOnceAsync"/>;
    /// do not use both for one kind of event: while that runs its handler, this returns true. One round trip.
    /// </summary>
    /// <remarks>Two senders or two handlers whose ids can be equal need two prefixes: the second would count as processed. <see cref="ProcessOnceAsync"/> uses the same marks.</remarks>
    /// <param name="eventId">The sender's id of the event, the same in each delivery; not empty.</param>
    /// <param name="ttl">Expiry of the mark: more than zero, longer than the sender retries. Null: 24 h.</param>
    /// <param name="keyPrefix">Put before the id, with a colon between.</param>
    /// <param name="cancellationToken">Ends the wait; the mark may be set all the same.</param>
    /// <returns>False for the first call, true after.</returns>
    /// <exception cref="ArgumentException"><paramref name="eventId"/> is null or empty.</exception>
    /// <exception cref="IdempotencyKeyReusedException">The key holds another method's record.</exception>
    /// <exception cref="KvUnavailableException">The store did not answer. The mark may be set; a later call may then return true.</exception>
    public ValueTask<bool> AlreadyProcessedAsync(
        string eventId,
        TimeSpan? ttl = null,
        string keyPrefix = "derp:webhook",
        CancellationToken cancellationToken = default)
    {
        var bytes = HelperKey.Build(this, keyPrefix, eventId, nameof(eventId));
        var lifetime = Ttl.Normalize(ttl ?? s_day);
        return MarkAsync(bytes, lifetime, cancellationToken);
    }

    /// <summary>
    /// Runs an event's handler unless it has succeeded before. A handler that fails leaves the event unprocessed, so that
    /// the sender's next delivery is handled. Two round trips and the handler, or one.
    /// </summary>
    /// <remarks>Two senders or two handlers whose ids can be equal need two prefixes: the second handler would not run.</remarks>
    /// <param name="eventId">The sender's id of the event, the same in each delivery; not empty.</param>
    /// <param name="handler">The work. Its token is not the caller's.</param>
    /// <param name="ttl">How long the event counts as processed: more than zero, longer than the sender retries. Null: 24 h.</param>
    /// <param name="keyPrefix">Put before the id, with a colon between.</param>
    /// <param name="cancellationToken">Observed until the handler starts.</param>
    /// <returns>True when the handler ran now; false when the event was processed before.</returns>
    /// <exception cref="ArgumentException"><paramref name="eventId"/> is null or empty.</exception>
    /// <exception cref="IdempotencyInFlightException">Another delivery is still being handled.</exception>
    /// <exception cref="IdempotencyKeyReusedException">The key holds another method's record.</exception>
    /// <exception cref="KvUnavailableException">The store did not answer; the handler did not run.</exception>
    public async ValueTask<bool> ProcessOnceAsync(
        string eventId,
        Func<CancellationToken, ValueTask> handler,
        TimeSpan? ttl = null,
        string keyPrefix = "derp:webhook",
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var bytes = HelperKey.Build(this, keyPrefix, eventId, nameof(eventId));
        var result = await ExecuteOnceAsync(
            bytes,
            default,
            NoValue.Serializer,
            ClaimPolicy.Of(nameof(ProcessOnceAsync), RecordOrigin.Event, Ttl.Normalize(ttl ?? s_day), IdempotencyOptions.Default),
            handler,
            static async (handler, ct) => new IdempotentResult<NoValue>(await NoValue.FromAsync(handler(ct)).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
        return !result.IsReplay;
    }

    private ValueTask<IdempotentResult<T>> ExecuteOnceAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CancellationToken, ValueTask<IdempotentResult<T>>> body,
        IKvSerializer<T> serializer,
        TimeSpan? ttl,
        string keyPrefix,
        IdempotencyOptions? options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        options ??= IdempotencyOptions.Default;
        options.Validate();
        return ExecuteOnceAsync(
            HelperKey.Build(this, keyPrefix, key, nameof(key)),
            Fingerprint.Of(options.Fingerprint.Span),
            serializer,
            ClaimPolicy.Of(options.Name ?? nameof(IdempotentExecuteAsync), RecordOrigin.Of(options.Name ?? "", StoredType.Of<T>()), Ttl.Normalize(ttl ?? s_day), options),
            state,
            body,
            cancellationToken);
    }

    internal ValueTask<IdempotentResult<T>> ExecuteOnceAsync<TState, T>(
        byte[] key,
        Fingerprint fingerprint,
        IKvSerializer<T> serializer,
        ClaimPolicy policy,
        TState state,
        Func<TState, CancellationToken, ValueTask<IdempotentResult<T>>> body,
        CancellationToken cancellationToken) =>
        new Claim<TState, T>(this, key, fingerprint, serializer, policy, state, body).ExecuteAsync(cancellationToken);

    // Its own completed record: a resent command finds it, and ProcessOnceAsync reads it as processed.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> MarkAsync(byte[] key, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var mark = IdempotencyRecord.Completed(Chance.NextToken(), RecordOrigin.Event, 200);
        var standing = await SetNxGetAsync(key, mark, ttl, cancellationToken).ConfigureAwait(false);
        if (standing is null || standing.AsSpan().SequenceEqual(mark))
            return false;

        // Any other bytes are the mark of another program.
        if (IdempotencyRecord.TryParse(standing, out var record) && record.Origin != RecordOrigin.Event)
        {
            KvMetrics.Conflict(nameof(AlreadyProcessedAsync), "other_method");
            throw IdempotencyKeyReusedException.OfAnotherMethod();
        }

        return true;
    }
}
