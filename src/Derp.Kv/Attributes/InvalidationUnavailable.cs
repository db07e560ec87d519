namespace Derp.Kv;

/// <summary>What happens when the store cannot be told that a value is out of date.</summary>
public enum InvalidationUnavailable
{
    /// <summary>The caller gets the body's result. The invalidation is repeated in the background until it succeeds.</summary>
    Queue,

    /// <summary>The caller gets a <see cref="KvInvalidationException"/>, which carries the body's result.</summary>
    Throw,
}
