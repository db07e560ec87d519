namespace Derp.Kv.Coordination.Flights;

/// <summary>What one caller of a guarded get brings: how it behaves, and what runs if there is no value.</summary>
/// <param name="Policy">How it behaves.</param>
/// <param name="State">What the body needs.</param>
/// <param name="Body">What runs if there is no value.</param>
internal readonly record struct GuardedCall<TState, TValue>(GuardPolicy Policy, TState State, Func<TState, CancellationToken, ValueTask<TValue>> Body)
{
    /// <summary>The state of a call with more than a plain body; otherwise null.</summary>
    // A structure is not boxed to be asked what it is.
    public BodyCall<TValue>? More => typeof(TState).IsValueType ? null : State as BodyCall<TValue>;
}
