using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Serializers.State;

/// <summary>The positions of the names in a declaration, by their text: each declaration is walked once for all questions.</summary>
internal static class NameIndex
{
    private static readonly ConditionalWeakTable<SyntaxNode, ILookup<string, SimpleNameSyntax>> s_known = new();

    public static IEnumerable<SimpleNameSyntax> Of(SyntaxNode declaration, string text) =>
        s_known.GetValue(declaration, static d => d.DescendantNodes().OfType<SimpleNameSyntax>().ToLookup(static n => n.Identifier.ValueText, StringComparer.Ordinal))[text];
}
