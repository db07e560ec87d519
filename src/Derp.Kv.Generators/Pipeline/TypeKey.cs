using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Pipeline;

/// <summary>
/// A declared type by kind and full name: declarations of one key are parts of one type, those of another are another's.
/// </summary>
internal static class TypeKey
{
    /// <summary>What top-level statements declare.</summary>
    public const string Program = "ClassDeclaration Program";

    /// <summary>A variable or function among top-level statements: no type, but its name hides one in every file.</summary>
    public const string Local = "Local";

    public static bool IsType(SyntaxNode node) => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax;

    /// <param name="type">A declaration for which <see cref="IsType"/> holds.</param>
    public static string Of(SyntaxNode type)
    {
        var name = "";
        var isFileLocal = false;
        for (var node = type; node is not null; node = node.Parent)
        {
            if (IsType(node))
            {
                isFileLocal |= ((MemberDeclarationSyntax)node).Modifiers.Any(SyntaxKind.FileKeyword);
                name = $"{NameOf(node)}{Arity(node)}{(name.Length == 0 ? "" : "." + name)}";
            }
            else if (node is BaseNamespaceDeclarationSyntax space)
            {
                name = $"{space.Name}.{name}";
            }
        }

        return $"{type.Kind()} {(isFileLocal ? "file " : "")}{name}";
    }

    public static string NameOf(SyntaxNode type) => type switch
    {
        BaseTypeDeclarationSyntax declaration => declaration.Identifier.ValueText,
        DelegateDeclarationSyntax declaration => declaration.Identifier.ValueText,
        _ => "",
    };

    private static string Arity(SyntaxNode type)
    {
        var parameters = type switch
        {
            TypeDeclarationSyntax declaration => declaration.TypeParameterList,
            DelegateDeclarationSyntax declaration => declaration.TypeParameterList,
            _ => null,
        };
        return parameters is null ? "" : "`" + parameters.Parameters.Count.ToString(CultureInfo.InvariantCulture);
    }
}
