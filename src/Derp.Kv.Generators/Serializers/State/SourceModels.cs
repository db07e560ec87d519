using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers.State;

/// <summary>Semantic models for reading the bodies of model types: one per tree, shared by all methods of a compilation that reach the type.</summary>
internal static class SourceModels
{
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<SyntaxTree, SemanticModel>> s_known = new();

    /// <returns>Null for a tree of another compilation.</returns>
    public static SemanticModel? Of(Compilation compilation, SyntaxTree tree)
    {
        if (!compilation.ContainsSyntaxTree(tree))
            return null;
#pragma warning disable RS1030, CA2211 // Bodies of types in other files are read; no analysis context has their models, and these are shared.
        return s_known.GetOrCreateValue(compilation).GetOrAdd(tree, t => compilation.GetSemanticModel(t));
#pragma warning restore RS1030
    }
}
