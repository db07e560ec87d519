using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Pipeline;

/// <summary>A type's declarations in one file with all bodies: what counts for a type whose state has to be known.</summary>
/// <param name="Hash">Of the text.</param>
/// <param name="Names">Every name in it.</param>
internal sealed record TypeText(string Hash, NameSet Names)
{
    public static TypeText Read(string key, SyntaxNode root, CancellationToken ct)
    {
        var text = new SurfaceText();
        var names = new HashSet<int>();
        foreach (var type in Declarations(root).Where(t => TypeKey.Of(t) == key))
        {
            text.AddAll(type, ct);
            foreach (var token in type.DescendantTokens().Where(static t => t.IsKind(SyntaxKind.IdentifierToken)))
                names.Add(NameSet.Hash(token.ValueText));
        }

        return new TypeText(text.Hash(), NameSet.Of(names));
    }

    private static IEnumerable<SyntaxNode> Declarations(SyntaxNode root) =>
        root.DescendantNodes(static n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax).Where(TypeKey.IsType);
}
