using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Keys;

namespace Derp.Kv.Runtime;

/// <summary>What a <c>[RateLimited]</c> wrapper calls: one static descriptor a method.</summary>
/// <typeparam name="TKey">The generated key.</typeparam>
public sealed class RateLimitedMethod<TKey>
    where TKey : struct, IKvKey
{
    private readonly string _name;
    private readonly PermitRequest _request;
    private readonly RateLimitUnavailable _onUnavailable;

    /// <summary>Creates the descriptor.</summary>
    /// <param name="name">The wrapper's full name; it appears in logs and metrics.</param>
    /// <param name="policy">The attribute's settings.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public RateLimitedMethod(string name, RateLimitedPolicy policy)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(policy);
        _name = name;
        _request = new PermitRequest(policy.Limit, policy.Window, policy.Cost, policy.Algorithm, policy.Burst);
        _request.Validate();
        _onUnavailable = policy.OnUnavailable;
    }

    /// <summary>Creates the descriptor.</summary>
    /// <param name="name">The wrapper's full name; it appears in logs and metrics.</param>
    /// <param name="template">The template of the key.</param>
    /// <param name="policy">The attribute's settings.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public RateLimitedMethod(string name, string template, RateLimitedPolicy policy)
        : this(name, policy) =>
        ArgumentException.ThrowIfNullOrEmpty(template);

    /// <summary>Runs the body if the call is admitted. One round trip before the body.</summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <typeparam name="TValue">The result.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of the key.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="body">The annotated method.</param>
    /// <param name="cancellationToken">Goes to the body too.</param>
    /// <exception cref="RateLimitExceededException">The call is denied.</exception>
    /// <exception cref="KvUnavailableException">The store did not answer, and the policy is to throw.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TValue> InvokeAsync<TState, TValue>(
        KvClient client,
        TKey key,
        TState state,
        Func<TState, CancellationToken, ValueTask<TValue>> body,
        CancellationToken cancellationToken)
    {
        ThrowIfDenied(await AskAsync(client, key, cancellationToken).ConfigureAwait(false));
        return await body(state, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs the body if the call is admitted. One round trip before the body.</summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of the key.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="body">The annotated method.</param>
    /// <param name="cancellationToken">Goes to the body too.</param>
    /// <exception cref="RateLimitExceededException">The call is denied.</exception>
    /// <exception cref="KvUnavailableException">The store did not answer, and the policy is to throw.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask InvokeAsync<TState>(
        KvClient client,
        TKey key,
        TState state,
        Func<TState, CancellationToken, ValueTask> body,
        CancellationToken cancellationToken)
    {
        ThrowIfDenied(await AskAsync(client, key, cancellationToken).ConfigureAwait(false));
        await body(state, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<RateLimitResult> AskAsync(KvClient client, in TKey key, CancellationToken cancellationToken)
    {
        MissingClient.ThrowIfNull(client, _name);
        var bytes = KeyBuilder.Build(client, "derp:ratelimit:"u8, key, suffix: CounterKey.SuffixOf(_request.Algorithm));
        return client.LimitAsync(bytes, _request, _onUnavailable, _name, cancellationToken);
    }

    private static void ThrowIfDenied(in RateLimitResult result)
    {
        if (!result.Allowed)
            throw new RateLimitExceededException(result);
    }
}
