using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Derp.Kv.Generators.Serializers;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Frozen;

/// <summary>Whether callers may share the values of a type.</summary>
/// <param name="Obstacle">Null where they may.</param>
/// <param name="Contradiction">A type that is marked immutable and can be set, and how; null without one.</param>
internal sealed record FrozenAnswer(Obstacle? Obstacle, (string Type, string Against)? Contradiction);

/// <summary>The answers for the types of one compilation: each is found once, not once for each method that returns the type.</summary>
internal static class FrozenTypes
{
    private static readonly ConditionalWeakTable<Compilation, Answers> s_known = new();

    /// <param name="type">The type.</param>
    /// <param name="compilation">The one that it is seen from.</param>
    /// <param name="ct">Ends the proof.</param>
    /// <param name="isDecoded">Whether our decoder made the value, so that its class is exactly this one.</param>
    public static FrozenAnswer Ask(ITypeSymbol type, Compilation compilation, CancellationToken ct, bool isDecoded = true)
    {
        var answers = s_known.GetOrCreateValue(compilation);
        var known = isDecoded ? answers.Decoded : answers.Made;
        type = type.Unannotated();
        if (known.TryGetValue(type, out var answer))
            return answer;
        var proof = new FrozenProof(compilation, ct);
        return known.GetOrAdd(type, new FrozenAnswer(proof.Of(type, isDecoded), proof.Contradiction));
    }

    private sealed class Answers
    {
        public ConcurrentDictionary<ITypeSymbol, FrozenAnswer> Decoded { get; } = new(SymbolEqualityComparer.Default);

        public ConcurrentDictionary<ITypeSymbol, FrozenAnswer> Made { get; } = new(SymbolEqualityComparer.Default);
    }
}
