using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Ledger.Coordination;
using Derp.Kv.Runtime;

namespace Derp.Kv.Ledger;

// One run per key until its record expires; later calls get the stored result.
public abstract partial class KvLedger
{
    // Indexes of PostgreSQL take keys of a third of a page; this leaves room for what they add.
    private const int LongestKey = 2000;

    private static readonly TimeSpan s_day = TimeSpan.FromHours(24);
    private static readonly IdempotencyOptions s_defaults = new();

    /// <summary>
    /// Runs <paramref name="body"/> in a transaction unless the key's record holds its result, which is then replayed. The record
    /// is committed with what the body has written. A first call takes one round trip more than the body's own transaction; a
    /// replay takes one.
    /// </summary>
    /// <remarks>
    /// A record belongs to <typeparamref name="T"/> and to the name in <paramref name="options"/>. Two kinds of calls whose keys
    /// can be equal need two prefixes; otherwise the second is rejected. <see cref="IdempotencyOptions.LockTtl"/> has no meaning
    /// here: the transaction is the claim.
    /// </remarks>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">Identifies one operation; not empty, and with all prefixes at most 2,000 bytes of UTF-8.</param>
    /// <param name="body">The body, which writes in the transaction that it gets. Its token is not the caller's. After an exception the transaction is rolled back, and the key is free.</param>
    /// <param name="serializer">For the value.</param>
    /// <param name="statusCode">Stored with the value, 0 to 65535. After 408, 425, 429 and 500 to 599 the transaction is rolled back, unless the options say otherwise.</param>
    /// <param name="ttl">How long the result can be replayed: more than zero. Null: 24 h.</param>
    /// <param name="keyPrefix">Put before the key, with a colon between.</param>
    /// <param name="options">Null: the defaults. <see cref="IdempotencyOptions.OnUnavailable"/> must be <see cref="IdempotencyUnavailable.Throw"/>.</param>
    /// <param name="cancellationToken">Observed until the body starts.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is null, empty or too long, or an option is out of its range.</exception>
    /// <exception cref="IdempotencyInFlightException">The first call is still running; on SQLite also: another writer holds the database.</exception>
    /// <exception cref="IdempotencyKeyReusedException">The key belongs to a call with another fingerprint, another type of value or another name.</exception>
    /// <exception cref="KvUnavailableException">The database did not answer. If <see cref="KvUnavailableException.OutcomeUnknown"/> is true, the commit was sent and nobody could tell what became of it; else nothing was committed.</exception>
    /// <exception cref="KvSerializationException">The key's record cannot be read, or its result was stored as not replayable.</exception>
    /// <exception cref="InvalidOperationException">The call was made by the body of another call on a ledger, or the body has ended its transaction itself.</exception>
    public ValueTask<IdempotentResult<T>> ExecuteAsync<T>(
        string key,
        Func<LedgerTransaction, CancellationToken, ValueTask<T>> body,
        IKvSerializer<T> serializer,
        int statusCode = 200,
        TimeSpan? ttl = null,
        string keyPrefix = "derp:idempotency",
        IdempotencyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfNegative(statusCode);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(statusCode, ushort.MaxValue);
        return ExecuteAsync(
            key,
            (body, statusCode),
            static async (s, transaction, ct) => new IdempotentResult<T>(await s.body(transaction, ct).ConfigureAwait(false), s.statusCode),
            serializer,
            ttl,
            keyPrefix,
            options,
            cancellationToken);
    }

    /// <summary>The same as the other overload, with a body that chooses the status of its result.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">Identifies one operation; not empty, and with all prefixes at most 2,000 bytes of UTF-8.</param>
    /// <param name="body">The body, which writes in the transaction that it gets. Its token is not the caller's. After an exception the transaction is rolled back, and the key is free.</param>
    /// <param name="serializer">For the value.</param>
    /// <param name="ttl">How long the result can be replayed: more than zero. Null: 24 h.</param>
    /// <param name="keyPrefix">Put before the key, with a colon between.</param>
    /// <param name="options">Null: the defaults. <see cref="IdempotencyOptions.OnUnavailable"/> must be <see cref="IdempotencyUnavailable.Throw"/>.</param>
    /// <param name="cancellationToken">Observed until the body starts.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is null, empty or too long, or an option is out of its range.</exception>
    /// <exception cref="IdempotencyInFlightException">The first call is still running; on SQLite also: another writer holds the database.</exception>
    /// <exception cref="IdempotencyKeyReusedException">The key belongs to a call with another fingerprint, another type of value or another name.</exception>
    /// <exception cref="KvUnavailableException">The database did not answer. If <see cref="KvUnavailableException.OutcomeUnknown"/> is true, the commit was sent and nobody could tell what became of it; else nothing was committed.</exception>
    /// <exception cref="KvSerializationException">The key's record cannot be read, or its result was stored as not replayable.</exception>
    /// <exception cref="InvalidOperationException">The call was made by the body of another call on a ledger, or the body has ended its transaction itself.</exception>
    [OverloadResolutionPriority(1)] // A body that only throws fits both; one that returns something fits one.
    public ValueTask<IdempotentResult<T>> ExecuteAsync<T>(
        string key,
        Func<LedgerTransaction, CancellationToken, ValueTask<IdempotentResult<T>>> body,
        IKvSerializer<T> serializer,
        TimeSpan? ttl = null,
        string keyPrefix = "derp:idempotency",
        IdempotencyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return ExecuteAsync(key, body, static (body, transaction, ct) => body(transaction, ct), serializer, ttl, keyPrefix, options, cancellationToken);
    }

    /// <summary>
    /// Runs an event's handler in a transaction unless it has succeeded before. A handler that fails leaves the event
    /// unprocessed and nothing written, so that the sender's next delivery is handled. One round trip more than the handler's own
    /// transaction, or one.
    /// </summary>
    /// <remarks>Two senders or two handlers whose ids can be equal need two prefixes: the second handler would not run.</remarks>
    /// <param name="eventId">The sender's id of the event, the same in each delivery; not empty, and with all prefixes at most 2,000 bytes of UTF-8.</param>
    /// <param name="handler">The work, which writes in the transaction that it gets. Its token is not the caller's.</param>
    /// <param name="ttl">How long the event counts as processed: more than zero, longer than the sender retries. Null: 24 h.</param>
    /// <param name="keyPrefix">Put before the id, with a colon between.</param>
    /// <param name="cancellationToken">Observed until the handler starts.</param>
    /// <returns>True: handled now. False: it was already processed.</returns>
    /// <exception cref="ArgumentException"><paramref name="eventId"/> is null, empty or too long.</exception>
    /// <exception cref="IdempotencyInFlightException">Another delivery is still being handled, after a wait of 45 s.</exception>
    /// <exception cref="IdempotencyKeyReusedException">The key holds another method's record.</exception>
    /// <exception cref="KvUnavailableException">The database did not answer. If <see cref="KvUnavailableException.OutcomeUnknown"/> is true, the commit was sent and nobody could tell what became of it; else nothing was committed.</exception>
    /// <exception cref="InvalidOperationException">The call was made by the body of another call on a ledger, or the handler has ended its transaction itself.</exception>
    public async ValueTask<bool> ProcessOnceAsync(
        string eventId,
        Func<LedgerTransaction, CancellationToken, ValueTask> handler,
        TimeSpan? ttl = null,
        string keyPrefix = "derp:webhook",
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var result = await ExecuteAsync(
            KeyOf(keyPrefix, eventId, nameof(eventId)),
            fingerprint: default,
            NoValue.Serializer,
            new LedgerPolicy(nameof(ProcessOnceAsync), RecordOrigin.Event, Ttl.Normalize(ttl ?? s_day), s_defaults.InFlight, s_defaults.WaitTimeout, ShouldStore: null),
            handler,
            static async (handler, transaction, ct) => new IdempotentResult<NoValue>(await NoValue.FromAsync(handler(transaction, ct)).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
        return !result.IsReplay;
    }

    internal ValueTask<IdempotentResult<T>> ExecuteAsync<TState, T>(
        byte[] key,
        Fingerprint fingerprint,
        IKvSerializer<T> serializer,
        LedgerPolicy policy,
        TState state,
        Func<TState, LedgerTransaction, CancellationToken, ValueTask<IdempotentResult<T>>> body,
        CancellationToken cancellationToken,
        ILedgerMirror? mirror = null) =>
        new LedgerCall<TState, T>(this, key, fingerprint, serializer, policy, mirror, state, body).ExecuteAsync(cancellationToken);

    private ValueTask<IdempotentResult<T>> ExecuteAsync<TState, T>(
        string key,
        TState state,
        Func<TState, LedgerTransaction, CancellationToken, ValueTask<IdempotentResult<T>>> body,
        IKvSerializer<T> serializer,
        TimeSpan? ttl,
        string keyPrefix,
        IdempotencyOptions? options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        options ??= s_defaults;
        options.Validate();
        if (options.OnUnavailable != IdempotencyUnavailable.Throw)
            throw new ArgumentException($"{nameof(IdempotencyOptions)}.{nameof(IdempotencyOptions.OnUnavailable)} must be {nameof(IdempotencyUnavailable.Throw)} on a ledger: the body writes in the same database.", nameof(options));
        return ExecuteAsync(
            KeyOf(keyPrefix, key, nameof(key)),
            Fingerprint.Of(options.Fingerprint.Span),
            serializer,
            new LedgerPolicy(options.Name ?? nameof(ExecuteAsync), RecordOrigin.Of(options.Name ?? "", StoredType.Of<T>()), Ttl.Normalize(ttl ?? s_day), options.InFlight, options.WaitTimeout, options.ShouldStore),
            state,
            body,
            cancellationToken);
    }

    private byte[] KeyOf(string keyPrefix, string key, string keyName)
    {
        var bytes = HelperKey.Build(KeyPrefixUtf8, keyPrefix, key, keyName);
        return bytes.Length <= LongestKey
            ? bytes
            : throw new ArgumentException($"The key has {bytes.Length} bytes with its prefixes; a ledger takes at most {LongestKey}.", keyName);
    }
}
