using System.Runtime.CompilerServices;
using Derp.Kv.Coordination.Permits;

namespace Derp.Kv.Runtime;

/// <summary>What the wrapper of a method with several limits calls. A call that one of them denies takes no permits of the others.</summary>
public static class RateLimits
{
    /// <summary>
    /// Runs the body if all limits admit the call. One round trip before the body if the keys share a slot, else one for each limit,
    /// and one for each refund of a denied call.
    /// </summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <typeparam name="TValue">The result.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="limits">In declared order, two or more.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="body">The annotated method.</param>
    /// <param name="cancellationToken">Is passed to the body too.</param>
    /// <exception cref="RateLimitExceededException">One of the limits denies the call; the exception names the first that does.</exception>
    /// <exception cref="KvUnavailableException">The store did not answer, and the policy of a limit is to throw.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<TValue> InvokeAsync<TState, TValue>(
        KvClient client,
        LimitCall[] limits,
        TState state,
        Func<TState, CancellationToken, ValueTask<TValue>> body,
        CancellationToken cancellationToken)
    {
        await AskAsync(client, limits, cancellationToken).ConfigureAwait(false);
        return await body(state, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="InvokeAsync{TState, TValue}"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public static async ValueTask InvokeAsync<TState>(
        KvClient client,
        LimitCall[] limits,
        TState state,
        Func<TState, CancellationToken, ValueTask> body,
        CancellationToken cancellationToken)
    {
        await AskAsync(client, limits, cancellationToken).ConfigureAwait(false);
        await body(state, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask AskAsync(KvClient client, LimitCall[] limits, CancellationToken cancellationToken)
    {
        var method = limits[0].Name;
        MissingClient.ThrowIfNull(client, method);
        var asked = limits.Select(limit => limit.On(client)).OfType<NamedLimit>().ToArray();
        if (asked.Length > 0 && await client.LimitAllAsync(method, asked, cancellationToken).ConfigureAwait(false) is { } denied)
            throw new RateLimitExceededException(denied.Result, denied.Limit.Name) { Request = denied.Limit.Request };
    }
}
