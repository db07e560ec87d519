using Derp.Kv.Coordination.Flights;

namespace Derp.Kv.Coordination.Batches;

/// <summary>What one call of a batch method brings: how it behaves, and what runs for the items that have no value.</summary>
/// <param name="Method">The name for logs and metrics.</param>
/// <param name="MaxBatch">The most items of one body call.</param>
/// <param name="Policy">How the flight of one item behaves; each has a lifetime of its own if there is jitter.</param>
/// <param name="State">What the body needs.</param>
/// <param name="Body">Returns a value for each item, in their order; what is absent is a null.</param>
internal sealed record BatchCall<TState, TId, TValue>(
    string Method,
    int MaxBatch,
    Func<KvClient, GuardPolicy> Policy,
    TState State,
    Func<TState, TId[], CancellationToken, ValueTask<BatchResult<TValue>>> Body);

/// <summary>What a body returns for the items of one run.</summary>
/// <param name="Values">One for each item, in their order.</param>
/// <param name="Decisions">What the body says of each; null: it does not decide.</param>
internal readonly record struct BatchResult<TValue>(TValue[] Values, Cacheable<TValue>[]? Decisions = null);
