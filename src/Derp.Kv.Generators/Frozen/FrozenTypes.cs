using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Frozen;

/// <summary>Whether callers may share the values of a type.</summary>
/// <param name="Obstacle">Null where they may.</param>
/// <param name="Contradiction">A type that is marked immutable and can be set, and how; null without one.</param>
internal sealed record FrozenAnswer(Obstacle? Obstacle, (string Type, string Against)? Contradiction);

/// <summary>The answers for the types of one compilation: each is found once, not once for each method that returns the type.</summary>
internal static class FrozenTypes
{
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<ITypeSymbol, FrozenAnswer>> s_known = new();

    public static FrozenAnswer Ask(ITypeSymbol type, Compilation compilation, CancellationToken ct)
    {
        var known = s_known.GetValue(compilation, static _ => new ConcurrentDictionary<ITypeSymbol, FrozenAnswer>(SymbolEqualityComparer.Default));
        if (known.TryGetValue(type, out var answer))
            return answer;
        var proof = new FrozenProof(compilation, ct);
        return known.GetOrAdd(type, new FrozenAnswer(proof.Of(type), proof.Contradiction));
    }
}
