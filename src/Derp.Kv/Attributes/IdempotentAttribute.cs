namespace Derp.Kv;

/// <summary>
/// Generates a wrapper that admits one run of this method per key until its record expires, and replays the stored
/// result to later callers.
/// </summary>
/// <param name="key">
/// The key template: literal text with <c>{parameter}</c>, <c>{parameter.Property}</c> or <c>{parameter:format}</c>.
/// Instead of a parameter, also a field, property or primary-constructor parameter of the type. A null placeholder
/// or an empty one is an <see cref="ArgumentException"/>. Parameters that it does not name whole are part of the fingerprint, unless
/// marked <see cref="NotKeyAttribute"/>.
/// </param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IdempotentAttribute(string key) : Attribute
{
    /// <summary>The key template.</summary>
    public string Key { get; } = key;

    /// <summary>How long a result can be replayed. Set it longer than the callers retry.</summary>
    public required string Ttl { get; set; }

    /// <summary>Length of the claim; 10 ms or more. It is renewed at a third of that while the body runs; after a crash duplicates wait at most this long. A <see cref="Ledger"/> has no claim.</summary>
    public string LockTtl { get; set; } = "30s";

    /// <summary>What a duplicate call does while the first one is still running.</summary>
    public InFlightBehavior InFlight { get; set; } = InFlightBehavior.Wait;

    /// <summary>How long a duplicate call waits for the first one under <see cref="InFlightBehavior.Wait"/>.</summary>
    public string WaitTimeout { get; set; } = "45s";

    /// <summary>The status that is stored with the result of a method that does not choose its own, 100 to 599.</summary>
    public int StatusCode { get; set; } = 200;

    /// <summary>What happens when the store cannot be asked.</summary>
    public IdempotencyUnavailable OnUnavailable { get; set; } = IdempotencyUnavailable.Throw;

    /// <summary>
    /// Whether the record is a row of the application's database, committed in the same transaction as what the body writes: then the
    /// body's rows are there exactly if the record is. The body takes one <c>LedgerTransaction</c>, which the wrapper does not have, and the type
    /// has a <c>KvLedger</c>, both of the package Derp.Kv.Ledger. <see cref="LockTtl"/> and <see cref="IdempotencyUnavailable.Run"/> cannot be set then.
    /// </summary>
    public bool Ledger { get; set; }

    /// <summary>
    /// Whether a completed result of the ledger is also put into the store of a <see cref="KvClient"/> and replayed from there. Only the ledger
    /// decides whether the body runs. Needs <see cref="Ledger"/>.
    /// </summary>
    public bool ReplayFromStore { get; set; }

    /// <summary>The wrapper's name. Null: the body's name without <c>Core</c>.</summary>
    public string? Name { get; set; }

    /// <summary>
    /// The field, property or primary-constructor parameter that holds the client. Null: the only one. With <see cref="Ledger"/> it chooses by its type: a
    /// <c>KvLedger</c> is the ledger, a <see cref="KvClient"/> is the client. The other is the only one of its type.
    /// </summary>
    public string? Client { get; set; }

    /// <summary>A type with a public parameterless constructor that implements <see cref="IKvSerializer{T}"/> for the result.</summary>
    public Type? Serializer { get; set; }
}
