using System.Transactions;
using Derp.Kv.Coordination.Invalidations;

namespace Derp.Kv.Runtime;

/// <summary>What a wrapper of a method with <see cref="InvalidatesAttribute"/> calls: one static descriptor per method.</summary>
/// <typeparam name="TResult">The result; <see cref="NoValue"/> for a method without one.</typeparam>
public sealed class InvalidatingMethod<TResult>
{
    private readonly string _name;

    /// <summary>Creates the descriptor.</summary>
    /// <param name="name">The wrapper's full name; it appears in logs and metrics.</param>
    public InvalidatingMethod(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _name = name;
    }

    /// <summary>Runs the body, and then invalidates, also when it throws. One round trip for all of them.</summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="body">The annotated method.</param>
    /// <param name="arguments">Names what the arguments tell, before the body runs. Null: nothing.</param>
    /// <param name="result">Names what the result tells. Null: nothing.</param>
    /// <param name="deferred">The caller's own scope. Null: the current one; without one, the transaction of the ledger that runs the body; without one, the ambient transaction; without one, at once.</param>
    /// <param name="cancellationToken">The body's. The invalidation does not observe it.</param>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    /// <exception cref="KvInvalidationException">The body has run, the store could not be told, and the policy is to throw.</exception>
    public async ValueTask<TResult> InvokeAsync<TState>(
        KvClient client,
        TState state,
        Func<TState, CancellationToken, ValueTask<TResult>> body,
        Action<TState, Invalidations>? arguments,
        Action<TState, TResult, Invalidations>? result,
        DeferredInvalidations? deferred,
        CancellationToken cancellationToken)
    {
        MissingClient.ThrowIfNull(client, _name);
        var scope = deferred ?? DeferredInvalidations.CurrentOf(client);
        var open = scope is null ? OpenTransaction.Current : null;
        var transaction = scope is null && open is null ? Transaction.Current : null;

        // Before the body, which may change its arguments.
        var named = new Invalidations(client);
        arguments?.Invoke(state, named);
        TResult value;
        try
        {
            value = await body(state, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // It may have written before. Nobody is told but of the body's failure.
            await CarryOutAsync(client, named.Of(_name, hasSucceeded: false), scope, open, transaction, isCallerTold: false).ConfigureAwait(false);
            throw;
        }

        NameResult(client, state, value, result, named);
        var failure = await CarryOutAsync(client, named.Of(_name, hasSucceeded: true), scope, open, transaction, isCallerTold: true).ConfigureAwait(false);
        return failure is null
            ? value
            : throw new KvInvalidationException($"{_name} has run, and the store could not be told that a value is out of date. Old values may be served until they expire.", failure, value is NoValue ? null : value);
    }

    // The result is the caller's, whatever its members throw.
    private void NameResult<TState>(KvClient client, TState state, TResult value, Action<TState, TResult, Invalidations>? result, Invalidations named)
    {
        try
        {
            result?.Invoke(state, value, named);
        }
#pragma warning disable CA1031 // Members of the application's own types.
        catch (Exception e)
#pragma warning restore CA1031
        {
            client.Log.NotNamed(_name, e);
        }
    }

    private static async ValueTask<Exception?> CarryOutAsync(
        KvClient client,
        IReadOnlyList<(Invalidation Invalidation, string Method)> items,
        DeferredInvalidations? scope,
        OpenTransaction? open,
        Transaction? transaction,
        bool isCallerTold)
    {
        if (scope is not null)
            items = [.. items.Where(item => !scope.Set.TryAdd(item.Invalidation, item.Method))];
        else if (open is not null)
            items = [.. items.Where(item => !open.TryAdd(client, item.Invalidation, item.Method))];
        else if (transaction is not null)
            items = [.. items.Where(item => !client.Deferrals.TryAdd(transaction, item.Invalidation, item.Method))];
        return items.Count == 0 ? null : await client.CarryOutAsync(items, isCallerTold).ConfigureAwait(false);
    }
}
