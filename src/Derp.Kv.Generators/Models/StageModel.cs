using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Models;

/// <summary>What one attribute puts around a body.</summary>
/// <param name="Kind">The attribute; the order of its members is the order of nesting.</param>
/// <param name="Field">The descriptor's field in the holder.</param>
/// <param name="DisplayName">The wrapper's full name, for logs.</param>
/// <param name="Template">As the attribute has it; of a method without one, its identity.</param>
/// <param name="StoredType">The name of the value's type in what is stored; null for a limiter.</param>
/// <param name="ValueType">What the descriptor stores; null for a limiter.</param>
/// <param name="Serializer">An expression for it; null for a limiter.</param>
/// <param name="ChoosesStatus">Whether the body returns an <c>IdempotentResult</c> of the value.</param>
/// <param name="Settings">Assignments of the policy, those that differ from its defaults.</param>
/// <param name="Key">The key.</param>
internal sealed record StageModel(
    StageKind Kind,
    string Field,
    string DisplayName,
    string Template,
    string? StoredType,
    string? ValueType,
    string? Serializer,
    bool ChoosesStatus,
    EquatableArray<string> Settings,
    KeyModel Key)
{
    /// <summary>Whether a near cache stands before the store.</summary>
    public bool IsNear { get; init; }

    /// <summary>C# for a copy of the result <c>value</c>; null where results are shared, decoded, or not near.</summary>
    public string? Copy { get; init; }

    /// <summary>The keys of the tags of a cached method.</summary>
    public EquatableArray<KeyModel> Tags { get; init; }

    /// <summary>Whether the record is a row of a ledger, and the body runs in its transaction.</summary>
    public bool IsLedger { get; init; }

    /// <summary>Whether a client is asked for the result before the ledger is.</summary>
    public bool ReplaysFromStore { get; init; }

    /// <summary>Whether it calls a client.</summary>
    public bool UsesClient => !IsLedger || ReplaysFromStore;

    /// <summary>Not null for a stage that invalidates: it has no key of its own, but fields for what the keys of others read from the instance.</summary>
    public InvalidationModel? Invalidation { get; init; }
}

internal enum StageKind
{
    RateLimited,
    Idempotent,
    Invalidates,
    Cached,
    Tag,
}
