namespace Derp.Kv.Runtime;

/// <summary>What a <c>[Cached]</c> wrapper has beside a plain body: a body that decides for its result, tags, an instance of another scope.</summary>
/// <typeparam name="TKey">The generated key.</typeparam>
/// <typeparam name="TState">What the body needs: the instance and all arguments.</typeparam>
/// <typeparam name="TValue">The result.</typeparam>
public readonly struct CachedBody<TKey, TState, TValue>
    where TKey : struct
{
    /// <summary>The annotated method. Null if <see cref="Deciding"/> is set.</summary>
    public Func<TState, CancellationToken, ValueTask<TValue>>? Plain { get; init; }

    /// <summary>The annotated method that returns <see cref="Cacheable{T}"/> or takes <see cref="Previous{T}"/>. Null if <see cref="Plain"/> is set.</summary>
    public Func<TState, Previous<TValue>, CancellationToken, ValueTask<Cacheable<TValue>>>? Deciding { get; init; }

    /// <summary>Adds the tags of the value. Null: there are none.</summary>
    public Action<TState, CallTags>? Tags { get; init; }

    /// <summary>The same call on an instance from another service scope (<see cref="RefreshOn.NewScope"/>), and its key. Null: none is needed.</summary>
    public Func<TState, IServiceProvider, (TState State, TKey Key)>? InScope { get; init; }
}
