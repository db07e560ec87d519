namespace Derp.Kv;

/// <summary>
/// Generates a wrapper that serves this method's result from the cache and, on a miss, runs it once for all callers.
/// </summary>
/// <param name="key">
/// The key template: literal text with <c>{parameter}</c>, <c>{parameter.Property}</c> or <c>{parameter:format}</c>;
/// instead of a parameter, also a field, property or primary-constructor parameter of the type. <c>{{</c> and <c>}}</c> are braces. Null: the method's identity and all its parameters.
/// </param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CachedAttribute(string? key = null) : Attribute
{
    /// <summary>The key template, or null for the method's identity and all its parameters.</summary>
    public string? Key { get; } = key;

    /// <summary>Expiry of a value, such as <c>"250ms"</c>, <c>"30s"</c>, <c>"5m"</c>, <c>"1h30m"</c> or <c>"7d"</c>.</summary>
    public required string Ttl { get; set; }

    /// <summary>
    /// Length of the lease, a lock with an expiry on the server; 10 ms or more. It is renewed at a third of that while the
    /// body runs; if the process crashes, other callers wait at most this long. A body is cancelled after ten times as long, with <see cref="TimeoutException"/>.
    /// </summary>
    public string LockTtl { get; set; } = "10s";

    /// <summary>
    /// How long a call waits for another process that computes its key, such as <c>"500ms"</c>; after that it runs the body itself
    /// and stores nothing. Null: ten times <see cref="LockTtl"/>, as long as that process may take.
    /// </summary>
    public string? WaitTimeout { get; set; }

    /// <summary>
    /// The largest part by which an expiry is shortened at random, <c>"0%"</c> to <c>"100%"</c>, so that values written together
    /// do not expire together. A value expires after <see cref="Ttl"/> at the latest.
    /// </summary>
    public string Jitter { get; set; } = "0%";

    /// <summary>Whether a null result is stored. When false, a null is returned and the next call runs the body again.</summary>
    public bool CacheNulls { get; set; } = true;

    /// <summary>Part of the key, 0 or more. Raise it when the meaning of the value changes.</summary>
    public int Version { get; set; }

    /// <summary>
    /// How long this process may answer from its own memory, such as <c>"2s"</c>: from 50 ms to half of <see cref="Ttl"/>. After an invalidation,
    /// other processes may return the old value for as long. Null: never.
    /// </summary>
    public string? Near { get; set; }

    /// <summary>
    /// How old a value gets before it is computed anew while it is still served, such as <c>"1m"</c>: less than <see cref="Ttl"/> without <see cref="Near"/>. One process
    /// of all runs the body; its callers wait for it only as <see cref="RefreshOn"/> says. Null: a value is served until it expires.
    /// </summary>
    public string? RefreshAfter { get; set; }

    /// <summary>
    /// How long after its expiry a value is kept for a body that fails, such as <c>"1h"</c>: it is returned in place of the exception, and also when a call has
    /// waited for <see cref="WaitTimeout"/>. Null: not at all.
    /// </summary>
    public string? StaleIfError { get; set; }

    /// <summary>On whose time, and on which instance, a value is computed anew that is older than <see cref="RefreshAfter"/>.</summary>
    public RefreshOn RefreshOn { get; set; }

    /// <summary>
    /// Tags of the value, each by the name of its <see cref="CacheTagAttribute"/> method: <c>nameof(InvalidateTenantAsync)</c>, of another type
    /// <c>"Catalog.InvalidateTenantAsync"</c>. At most eight. A value is valid as long as no tag of it is invalidated.
    /// </summary>
    public string[] Tags { get; set; } = [];

    /// <summary>
    /// On a method with an <see cref="EachAttribute"/> parameter: the wrapper of the method for one item that has the same entries, <c>nameof(GetProductAsync)</c>.
    /// Both have the same template and settings. Null: entries of its own.
    /// </summary>
    public string? SharesWith { get; set; }

    /// <summary>The largest number of items that one run of a method with an <see cref="EachAttribute"/> parameter gets: 1 or more.</summary>
    public int MaxBatch { get; set; } = 1000;

    /// <summary>The wrapper's name. Null: the body's name without <c>Core</c>.</summary>
    public string? Name { get; set; }

    /// <summary>The field, property or primary-constructor parameter that holds the client. Null: the only one.</summary>
    public string? Client { get; set; }

    /// <summary>A type with a public parameterless constructor that implements <see cref="IKvSerializer{T}"/> for the result.</summary>
    public Type? Serializer { get; set; }
}
