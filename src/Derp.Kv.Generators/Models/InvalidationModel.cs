using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Models;

/// <summary>What the attributes of a method invalidate after its body has run.</summary>
/// <param name="Result">The descriptor's type argument.</param>
/// <param name="Targets">One for each attribute, in declared order.</param>
/// <param name="Deferred">The ordinal of the parameter that holds invalidations back; null for none.</param>
internal sealed record InvalidationModel(string Result, EquatableArray<InvalidationTarget> Targets, int? Deferred);

/// <summary>One attribute.</summary>
/// <param name="Policy">The field of its settings in the holder.</param>
/// <param name="Settings">Assignments that differ from the policy's defaults.</param>
/// <param name="KeyOf">The method that tells the key, as it is called.</param>
/// <param name="IsTag">Whether it is a tag.</param>
/// <param name="Arguments">Of <paramref name="KeyOf"/>, behind the client.</param>
internal sealed record InvalidationTarget(string Policy, EquatableArray<string> Settings, string KeyOf, bool IsTag, EquatableArray<InvalidationArgument> Arguments)
{
    /// <summary>Whether it can be told only once the body has returned.</summary>
    public bool NeedsResult => Arguments.Any(static a => a.Ordinal == InvalidationArgument.ResultOrdinal);
}

/// <summary>Where a parameter of a key comes from.</summary>
/// <param name="Ordinal">That of the body's parameter, or of a value of the instance.</param>
/// <param name="Path">What follows it: <c>.Sku</c>, with <c>?.</c> wherever a null may stand.</param>
/// <param name="Name">The key's parameter, not escaped.</param>
/// <param name="Form">How it becomes the argument.</param>
internal sealed record InvalidationArgument(int Ordinal, string Path, string Name, ArgumentForm Form)
{
    /// <summary>The result's, in the place of a parameter's ordinal.</summary>
    public const int ResultOrdinal = -4;
}

internal enum ArgumentForm
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>As it is, though its declaration says of null what its type does not.</summary>
    Forgiven,

    /// <summary>If it is not null.</summary>
    IfPresent,

    /// <summary>Each item of a collection.</summary>
    Each,

    /// <summary>Each item that is not null.</summary>
    EachPresent,

    /// <summary>Each item of an <c>ImmutableArray</c>, whose default value cannot be enumerated.</summary>
    EachOfArray,

    /// <summary>Each item of one that is not null.</summary>
    EachPresentOfArray,
}
