using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Frozen;
using Derp.Kv.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>Whether the callers of a cached method may share one result (N7).</summary>
internal static class SharingParser
{
    public static bool IsFrozen(AnnotatedMethod method, StageAttribute attribute, ITypeSymbol? value, CancellationToken ct)
    {
        if (attribute.Kind != StageKind.Cached || value is null || method.Findings.Refused)
            return false;
        var answer = attribute.Get<ITypeSymbol?>("Serializer", null) is null
            ? FrozenTypes.Ask(value, method.Compilation, ct)
            : new FrozenAnswer(Obstacle.OwnFormat(default, value), null);
        if (answer.Contradiction is var (type, against))
        {
            method.Findings.Add(Descriptors.NotImmutable, method.Name, type, against, "[ImmutableObject(true)]");
            return false;
        }

        if (answer.Obstacle is { } obstacle && attribute.IsNear)
            method.Findings.Advise(Descriptors.NotShared, attribute.At("Near"), method.Symbol.Name, "decoded", obstacle.Member, obstacle.Why, obstacle.Remedy);
        return answer.Obstacle is null;
    }
}
