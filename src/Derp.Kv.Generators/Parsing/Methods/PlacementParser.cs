using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Ledgers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>Where a method stands: whether a part of its type can be added, and how that part begins.</summary>
internal static class PlacementParser
{
    // The libraries that all generated code names.
    private static readonly string[] s_libraries = ["Derp.Kv", "MessagePack"];

    /// <summary>
    /// The one kind of place whose methods can be wrapped. Local functions, lambdas, accessors, operators, interface
    /// members and extension blocks are excluded by their syntax, also new kinds in later language versions.
    /// </summary>
    public static bool IsMethodOfType(SyntaxNode node) =>
        node is MethodDeclarationSyntax { Parent: ClassDeclarationSyntax or StructDeclarationSyntax or RecordDeclarationSyntax };

    public static TypeModel? Parse(AnnotatedMethod method)
    {
        if (method.Symbol.MethodKind == MethodKind.ExplicitInterfaceImplementation)
            Refuse(method, "it is an explicit interface implementation; annotate a method of the class and call its wrapper from here");
        else if (method.Symbol.MethodKind != MethodKind.Ordinary)
            Refuse(method, "only an ordinary method of a class, struct or record can have one");
        else if (method.Type.IsRefLikeType)
            Refuse(method, "its type is a ref struct, which cannot outlive the call as a task does");
        foreach (var library in method.Ledger is null ? s_libraries : [.. s_libraries, LedgerTypes.Package])
        {
            if (method.Aliases.ForNamed(library) is { } alias)
                Refuse(method, $"the assembly '{library}' is referenced only under the alias '{alias}'; add the alias 'global', so that generated code can name it");
        }

        var declarations = new List<string>();
        for (var type = method.Type; type is not null; type = type.ContainingType)
        {
            if (type.IsFileLocal)
                Refuse(method, $"'{type.Name}' is local to its file, so no other part of it can be added");
            if (!IsPartial(type))
                method.Findings.Add(Descriptors.NotPartial, Place.Of(type), type.Name, method.Symbol.Name);
            declarations.Add($"partial {Keyword(type)} {Display.EscapeType(type.Name)}{TypeParameterText.List(type.TypeParameters)}");
        }

        declarations.Reverse();
        var ns = method.Type.ContainingNamespace;
        return new TypeModel(
            IdentityText.Of(method.Type),
            ns.IsGlobalNamespace ? "" : ns.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)),
            declarations.ToEquatableArray());
    }

    private static void Refuse(AnnotatedMethod method, string reason) =>
        method.Findings.Add(Descriptors.Placement, method.Name, method.Symbol.Name, reason);

    public static bool IsPartial(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Any(static r =>
            r.GetSyntax() is TypeDeclarationSyntax syntax && syntax.Modifiers.Any(static m => m.Text == "partial"));

    private static string Keyword(INamedTypeSymbol type) => (type.TypeKind, type.IsRecord) switch
    {
        (TypeKind.Struct, true) => "record struct",
        (TypeKind.Struct, false) => "struct",
        (TypeKind.Interface, _) => "interface",
        (_, true) => "record",
        _ => "class",
    };
}
