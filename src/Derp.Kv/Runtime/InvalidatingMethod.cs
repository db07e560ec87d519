namespace Derp.Kv.Runtime;

/// <summary>What a wrapper of a method with <see cref="InvalidatesAttribute"/> calls: one static descriptor per method.</summary>
/// <typeparam name="TResult">The result; <see cref="NoValue"/> for a method without one.</typeparam>
public sealed class InvalidatingMethod<TResult>
{
    /// <summary>Creates the descriptor.</summary>
    /// <param name="name">The wrapper's full name; it appears in logs and metrics.</param>
    public InvalidatingMethod(string name) => _ = name;

    /// <summary>Runs the body, and then invalidates.</summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="body">The annotated method.</param>
    /// <param name="arguments">Names what the arguments tell, before the body runs. Null: nothing.</param>
    /// <param name="result">Names what the result tells. Null: nothing.</param>
    /// <param name="deferred">The caller's own scope. Null: the current one, or none.</param>
    /// <param name="cancellationToken">The body's. The invalidation does not observe it.</param>
    public ValueTask<TResult> InvokeAsync<TState>(
        KvClient client,
        TState state,
        Func<TState, CancellationToken, ValueTask<TResult>> body,
        Action<TState, Invalidations>? arguments,
        Action<TState, TResult, Invalidations>? result,
        DeferredInvalidations? deferred,
        CancellationToken cancellationToken) => throw new NotImplementedException();
}
