using Derp.Kv.Generators.Serializers;
using Derp.Kv.Generators.Serializers.State;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Frozen;

/// <summary>
/// Whether all that an object keeps is what the decoder gave it. Code of the type's own can put an object of a derived class
/// where the decoder would put one of exactly the declared class.
/// </summary>
internal static class HandedOn
{
    public static bool IsAll(INamedTypeSymbol type, Compilation compilation, CancellationToken ct)
    {
        Restoration restoration;
        try
        {
            restoration = RestorationPlan.For((INamedTypeSymbol)type.Unannotated(), compilation, ct).Restoration;
        }
        catch (UnserializableException)
        {
            return false;
        }

        return type.FromBaseToDerived().SelectMany(static t => t.OriginalDefinition.GetMembers()).All(m => IsPlain(m, ct))
            && (restoration.IsBypassed || ConstructorsHandOn(restoration.Constructor.OriginalDefinition, compilation, ct));
    }

    private static bool IsPlain(ISymbol member, CancellationToken ct) => member switch
    {
        { IsStatic: true } => true,
        IPropertySymbol property => Storage.CodeOf(property, ofSetter: true, ct) is null && IsNothingOwn(Storage.InitializerOf(property, ct), property),
        IFieldSymbol { AssociatedSymbol: null } field => IsNothingOwn(Storage.InitializerOf(field, ct), field),
        _ => true,
    };

    private static bool ConstructorsHandOn(IMethodSymbol constructor, Compilation compilation, CancellationToken ct)
    {
        var flow = new ParameterFlow(compilation, ct);
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        for (var next = constructor; next is not null && seen.Add(next); next = flow.Next(next)?.Constructor.OriginalDefinition)
        {
            if (next.DeclaringSyntaxReferences is [var reference] && !HandsOn(reference.GetSyntax(ct), next))
                return false;
        }

        return true;
    }

    private static bool HandsOn(SyntaxNode syntax, IMethodSymbol constructor) => syntax switch
    {
        ConstructorDeclarationSyntax declaration =>
            (declaration.Initializer?.ArgumentList.Arguments.All(a => IsGiven(a.Expression, constructor)) ?? true)
            && ((SyntaxNode?)declaration.Body ?? declaration.ExpressionBody) is { } body
            && body.DescendantNodes().All(n => n switch
            {
                AssignmentExpressionSyntax assignment => assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) && IsGiven(assignment.Right, constructor),
                ArgumentSyntax argument => argument.RefOrOutKeyword.IsKind(SyntaxKind.None),
                _ => true,
            }),
        TypeDeclarationSyntax { BaseList: { } bases } => bases.Types.OfType<PrimaryConstructorBaseTypeSyntax>()
            .SelectMany(static b => b.ArgumentList.Arguments)
            .All(a => IsGiven(a.Expression, constructor)),
        _ => true,
    };

    // An argument, a literal, or one of the two with a throw where it is null.
    private static bool IsGiven(ExpressionSyntax value, IMethodSymbol constructor) => value switch
    {
        IdentifierNameSyntax name => constructor.Parameters.Any(p => p.Name == name.Identifier.ValueText),
        LiteralExpressionSyntax => true,
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression, Right: ThrowExpressionSyntax } guarded => IsGiven(guarded.Left, constructor),
        _ => false,
    };

    private static string? DeclaredType(SyntaxNode initializer)
    {
        var type = initializer.FirstAncestorOrSelf<MemberDeclarationSyntax>() switch
        {
            PropertyDeclarationSyntax property => property.Type,
            BaseFieldDeclarationSyntax field => field.Declaration.Type,
            _ => null,
        };
        return (type is NullableTypeSyntax nullable ? nullable.ElementType : type)?.ToString();
    }

    // An initializer that gives nothing, nothing yet, or a parameter of the primary constructor.
    private static bool IsNothingOwn(ExpressionSyntax? value, ISymbol member) => value switch
    {
        null or LiteralExpressionSyntax or DefaultExpressionSyntax or CollectionExpressionSyntax { Elements.Count: 0 } => true,
        ImplicitObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 0, Initializer: null } => true,
        ObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 }, Initializer: null } creation => creation.Type.ToString() == DeclaredType(creation),
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Empty" } or InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Empty" } } => true,
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } forgiven => IsNothingOwn(forgiven.Operand, member),
        IdentifierNameSyntax name => member.ContainingType.InstanceConstructors.SelectMany(static c => c.Parameters).Any(p => p.Name == name.Identifier.ValueText),
        _ => false,
    };
}
