using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Parsing;

/// <summary>The primary constructor of a type, and what else its parameters are used for.</summary>
internal static class PrimaryConstructor
{
    public static IMethodSymbol? Of(INamedTypeSymbol type) =>
        type.InstanceConstructors.FirstOrDefault(static c =>
            c.DeclaringSyntaxReferences.Any(static r => r.GetSyntax() is TypeDeclarationSyntax { ParameterList: not null }));

    /// <summary>
    /// A use that, beside the capture by the wrapper, would leave two copies of the parameter and a warning of the
    /// compiler's (CS9107, CS9124); null if there is none.
    /// </summary>
    public static string? OtherUse(INamedTypeSymbol type, IParameterSymbol parameter)
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is not TypeDeclarationSyntax declaration)
                continue;
            foreach (var baseType in declaration.BaseList?.Types ?? default)
            {
                if (baseType is PrimaryConstructorBaseTypeSyntax { ArgumentList: { } arguments } && Mentions(arguments, parameter.Name))
                    return "goes to the base constructor";
            }

            foreach (var member in declaration.Members)
            {
                if (Initializers(member).Any(i => Mentions(i, parameter.Name)))
                    return "initializes a field or property";
            }
        }

        return null;
    }

    /// <summary>The field or property that is initialized with the parameter as it is, or null.</summary>
    public static string? StoredIn(INamedTypeSymbol type, IParameterSymbol parameter)
    {
        foreach (var member in type.DeclaringSyntaxReferences.Select(static r => r.GetSyntax()).OfType<TypeDeclarationSyntax>().SelectMany(static d => d.Members))
        {
            var name = member switch
            {
                FieldDeclarationSyntax field => field.Declaration.Variables.FirstOrDefault(v => Is(v.Initializer, parameter))?.Identifier.ValueText,
                PropertyDeclarationSyntax property when Is(property.Initializer, parameter) => property.Identifier.ValueText,
                _ => null,
            };
            if (name is not null)
                return name;
        }

        return null;
    }

    private static bool Is(EqualsValueClauseSyntax? initializer, IParameterSymbol parameter) =>
        initializer?.Value is IdentifierNameSyntax name && name.Identifier.ValueText == parameter.Name;

    private static IEnumerable<SyntaxNode> Initializers(MemberDeclarationSyntax member) => member switch
    {
        BaseFieldDeclarationSyntax field when !field.Modifiers.Any(static m => m.Text is "static" or "const") =>
            field.Declaration.Variables.Select(static v => (SyntaxNode?)v.Initializer).OfType<SyntaxNode>(),
        PropertyDeclarationSyntax { Initializer: { } initializer } => [initializer],
        _ => [],
    };

    private static bool Mentions(SyntaxNode node, string name) =>
        node.DescendantNodes(static n => n is not InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "nameof" } })
            .OfType<IdentifierNameSyntax>()
            .Any(i => i.Identifier.ValueText == name
                && i.Parent is not (NameColonSyntax or NameEqualsSyntax)
                && !(i.Parent is MemberAccessExpressionSyntax access && access.Name == i));
}
