namespace Derp.Kv;

/// <summary>
/// Generates a wrapper that runs this method at most once per key while its record lives, and replays the stored
/// result to later callers.
/// </summary>
/// <param name="key">
/// The key template: literal text with <c>{parameter}</c>, <c>{parameter.Property}</c> or <c>{parameter:format}</c>.
/// In the place of a parameter, also a field, property or primary-constructor parameter of the type. A placeholder that is null
/// or empty is an <see cref="ArgumentException"/>. Parameters that it does not name whole make up the fingerprint, unless
/// marked <see cref="NotKeyAttribute"/>.
/// </param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IdempotentAttribute(string key) : Attribute
{
    /// <summary>The key template.</summary>
    public string Key { get; } = key;

    /// <summary>How long a result can be replayed. Longer than the callers' longest schedule of retries.</summary>
    public required string Ttl { get; set; }

    /// <summary>How long a claim outlives a process that dies. It is renewed at a third of it while the body runs.</summary>
    public string LockTtl { get; set; } = "30s";

    /// <summary>What a duplicate does while the first call is still running.</summary>
    public InFlightBehavior InFlight { get; set; } = InFlightBehavior.Wait;

    /// <summary>How long a duplicate waits for the first call under <see cref="InFlightBehavior.Wait"/>.</summary>
    public string WaitTimeout { get; set; } = "45s";

    /// <summary>The status that is stored with the result of a method that does not choose its own, 100 to 599.</summary>
    public int StatusCode { get; set; } = 200;

    /// <summary>What happens when the store cannot be asked.</summary>
    public IdempotencyUnavailable OnUnavailable { get; set; } = IdempotencyUnavailable.Throw;

    /// <summary>The wrapper's name. Null: the body's name without <c>Core</c>.</summary>
    public string? Name { get; set; }

    /// <summary>The field, property or primary-constructor parameter that holds the client. Null: the only one there is.</summary>
    public string? Client { get; set; }

    /// <summary>A type with a public parameterless constructor that implements <see cref="IKvSerializer{T}"/> for the result.</summary>
    public Type? Serializer { get; set; }
}
