using Derp.Kv.Generators.Copying;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Frozen;
using Derp.Kv.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>How the callers of a cached method get one result (N7): shared, copied, or decoded for each.</summary>
/// <param name="IsFrozen">Whether they share it.</param>
/// <param name="Copy">How it is copied for a near cache; null where it is not.</param>
internal sealed record Sharing(bool IsFrozen, Copy? Copy);

/// <summary>Decides that, and says why a near result is not shared.</summary>
internal static class SharingParser
{
    private static readonly Sharing s_none = new(false, null);

    public static Sharing Parse(AnnotatedMethod method, StageAttribute attribute, ITypeSymbol? value, CancellationToken ct)
    {
        if (attribute.Kind != StageKind.Cached || value is null || method.Findings.Refused)
            return s_none;
        var hasSerializer = attribute.Get<ITypeSymbol?>("Serializer", null) is not null;
        var answer = hasSerializer
            ? new FrozenAnswer(Obstacle.OwnFormat(default, value), null)
            : FrozenTypes.Ask(value, method.Compilation, ct);
        if (answer.Contradiction is var (type, against))
        {
            method.Findings.Add(Descriptors.NotImmutable, method.Name, type, against, "[ImmutableObject(true)]");
            return s_none;
        }

        if (answer.Obstacle is not { } obstacle)
            return new Sharing(true, null);
        if (!attribute.IsNear)
            return s_none;
        var copy = hasSerializer ? null : CopyPlan.Of(value, method.Compilation, ct);
        method.Findings.Advise(
            Descriptors.NotShared,
            attribute.At("Near"),
            method.Symbol.Name,
            copy is null ? "decoded" : "copied",
            obstacle.Member,
            obstacle.Why,
            obstacle.Remedy);
        return new Sharing(false, copy);
    }
}
