using Derp.Kv.Coordination.Flights;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.Runtime;

/// <summary>One call of a wrapper with more than a plain body.</summary>
internal sealed class MethodCall<TKey, TState, TValue>(CachedEntries<TKey, TValue> entries, KvClient client, TState state, in CachedBody<TKey, TState, TValue> body) : BodyCall<TValue>
    where TKey : struct, Keys.IKvKey
{
    public static readonly Func<MethodCall<TKey, TState, TValue>, CancellationToken, ValueTask<TValue>> Run = static (call, ct) => call.RunAsync(ct);

    private readonly CachedBody<TKey, TState, TValue> _body = body;
    private TState _state = state;

    /// <summary>The instance and all arguments.</summary>
    public TState State => _state;

    public override ScopedCall? EnterScope(byte[] key)
    {
        if (_body.InScope is not { } inScope)
            return null;
        var scope = client.Options.ScopeFactory!.CreateAsyncScope();
        try
        {
            var (state, scopedKey) = inScope(_state, scope.ServiceProvider);
            var isSame = entries.Written(client, scopedKey).AsSpan().SequenceEqual(key);
            if (isSame)
                _state = state;
            return new ScopedCall(scope, isSame);
        }
        catch
        {
            scope.Dispose();
            throw;
        }
    }

    /// <summary>Runs the body, and keeps what it says of its result.</summary>
    /// <exception cref="InvalidOperationException">It says that nothing has changed, and there is no value of before.</exception>
    public async ValueTask<TValue> RunAsync(CancellationToken cancellationToken)
    {
        if (_body.Deciding is not { } deciding)
            return await _body.Plain!(_state, cancellationToken).ConfigureAwait(false);

        var decision = await deciding(_state, Previous, cancellationToken).ConfigureAwait(false);
        Decision = decision;
        if (!decision.IsUnchanged)
            return decision.Value;
        return Previous.HasValue
            ? Previous.Value
            : throw new InvalidOperationException($"The body of {entries.Name} returned Unchanged(), and there is no value of before. Ask Previous<T>.HasValue first.");
    }

    /// <summary>Where the call's value came from, once it has one.</summary>
    public CacheHit<TValue> ToHit(TValue value)
    {
        if (!IsFound)
            return new(value, TimeSpan.Zero, isStale: false, fromNear: false, wasRun: true);
        var age = client.Time.GetUtcNow() - Created;
        return new(value, age > TimeSpan.Zero ? age : TimeSpan.Zero, IsStale, fromNear: false);
    }
}
