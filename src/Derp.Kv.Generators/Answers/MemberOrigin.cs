using Derp.Kv.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Answers;

/// <summary>
/// Whether a member holds a value that was passed to the instance, so that two instances can hold different values.
/// What the type creates itself, or reads from its settings, is the same in all of them.
/// </summary>
internal static class MemberOrigin
{
    public static bool IsGiven(ISymbol member, Compilation compilation, CancellationToken ct) => member switch
    {
        IParameterSymbol parameter => !NameWords.IsSetting(parameter.Name),
        IFieldSymbol { IsConst: true } or { IsStatic: true } => false,
        IFieldSymbol { DeclaredAccessibility: not Accessibility.Private, IsReadOnly: false } => true,
        IPropertySymbol { SetMethod.DeclaredAccessibility: not Accessibility.Private } => true,
        _ => member.ContainingType.DeclaringSyntaxReferences.Any(r => IsGivenIn(r.GetSyntax(ct), member, compilation)),
    };

    private static bool IsGivenIn(SyntaxNode type, ISymbol member, Compilation compilation)
    {
        foreach (var node in type.DescendantNodes())
        {
            var value = node switch
            {
                VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } field when field.Identifier.ValueText == member.Name => field.Initializer?.Value,
                PropertyDeclarationSyntax property when property.Identifier.ValueText == member.Name => property.Initializer?.Value,
                AssignmentExpressionSyntax assignment => ValueFor(assignment, member.Name),
                _ => null,
            };
            if (value is not null && IsFromParameter(value, member.ContainingType, compilation))
                return true;
        }

        return false;
    }

    // (_a, _b) = (a, b) too.
    private static ExpressionSyntax? ValueFor(AssignmentExpressionSyntax assignment, string name)
    {
        if (IsMember(assignment.Left, name))
            return assignment.Right;
        if (assignment is not { Left: TupleExpressionSyntax targets, Right: TupleExpressionSyntax values })
            return null;
        for (var i = 0; i < targets.Arguments.Count && i < values.Arguments.Count; i++)
        {
            if (IsMember(targets.Arguments[i].Expression, name))
                return values.Arguments[i].Expression;
        }

        return null;
    }

    private static bool IsMember(ExpressionSyntax target, string name) => target switch
    {
        IdentifierNameSyntax identifier => identifier.Identifier.ValueText == name,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access => access.Name.Identifier.ValueText == name,
        _ => false,
    };

    // A parameter as it is; or one from which something is read or made that is no setting. What a service returns does not count.
    private static bool IsFromParameter(ExpressionSyntax value, INamedTypeSymbol type, Compilation compilation)
    {
        foreach (var name in value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
        {
            if (name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
                continue;
            if (ParameterOf(name, type) is { } parameter
                && !NameWords.IsSetting(parameter.Name)
                && !NameWords.IsSetting(parameter.Type.Name)
                && (IsWhole(name) || parameter.Type.IsKeyable(compilation) || NameWords.IsAsker(parameter.Name) || NameWords.IsAsker(parameter.Type.Name))
                && !ReadsSetting(name))
                return true;
        }

        return false;
    }

    // x, or x ?? throw …
    private static bool IsWhole(IdentifierNameSyntax name) =>
        name.Parent is EqualsValueClauseSyntax or AssignmentExpressionSyntax or ArgumentSyntax { Parent: TupleExpressionSyntax } or BinaryExpressionSyntax { RawKind: (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.CoalesceExpression };

    private static bool ReadsSetting(IdentifierNameSyntax name) =>
        name.Parent is MemberAccessExpressionSyntax access && NameWords.IsSetting(access.Name.Identifier.ValueText);

    // Of the constructor or method around, or of the primary constructor.
    private static IParameterSymbol? ParameterOf(IdentifierNameSyntax name, INamedTypeSymbol type)
    {
        var text = name.Identifier.ValueText;
        var method = name.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>();
        var candidates = method is null
            ? PrimaryConstructor.Of(type)?.Parameters ?? []
            : type.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(m => m.DeclaringSyntaxReferences.Any(r => r.SyntaxTree == method.SyntaxTree && r.Span == method.Span))?.Parameters ?? [];
        return candidates.FirstOrDefault(p => p.Name == text);
    }
}
