using Derp.Kv.Coordination.Claims;

namespace Derp.Kv.AspNetCore.Idempotency.Recording;

/// <summary>Where the records of an endpoint stand, and how a run of it is admitted: by a claim in a store, or by a row in the transaction of its effect.</summary>
internal abstract class Records
{
    /// <summary>Put before all keys.</summary>
    public abstract byte[] KeyPrefix { get; }

    /// <summary>The largest record, in bytes.</summary>
    public abstract int MaxValueSize { get; }

    /// <summary>Whether a run that has returned can still come to nothing.</summary>
    public abstract bool CanFailAtTheEnd { get; }

    /// <summary>Runs the call unless the record holds its result.</summary>
    /// <param name="key">The record's key, with all prefixes.</param>
    /// <param name="fingerprint">What makes it the same request.</param>
    /// <param name="serializer">For what is kept.</param>
    /// <param name="mayWait">False: a request whose first one is running is refused at once, whatever the options say.</param>
    /// <param name="call">The run.</param>
    /// <param name="state">Handed to <paramref name="keep"/>.</param>
    /// <param name="keep">What is kept of a run that has returned.</param>
    /// <param name="callerGone">Observed until the run begins.</param>
    public abstract ValueTask<IdempotentResult<T>> ExecuteAsync<TState, T>(
        byte[] key,
        Fingerprint fingerprint,
        IKvSerializer<T> serializer,
        bool mayWait,
        CapturedCall call,
        TState state,
        Func<CapturedCall, TState, IdempotentResult<T>> keep,
        CancellationToken callerGone);
}
