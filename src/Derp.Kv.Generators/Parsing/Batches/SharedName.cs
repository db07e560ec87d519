using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Parsing.Batches;

/// <summary>
/// The wrapper that <c>SharesWith</c> names. <c>nameof</c> of a generated method does not bind while the generator runs: its
/// syntax says the name.
/// </summary>
/// <param name="Name">Of the wrapper.</param>
/// <param name="Type">The type before it, as written; null if there is none.</param>
/// <param name="IsBound">Whether the compiler knows the name, so that it reports no error of its own.</param>
internal sealed record SharedName(string Name, string? Type, bool IsBound)
{
    public const string Setting = "SharesWith";

    /// <summary>Null if the attribute does not set it, and if what it sets is no name.</summary>
    public static SharedName? Of(StageAttribute attribute)
    {
        if (!attribute.Sets(Setting))
            return null;
        var value = attribute.Get<string?>(Setting, null);
        return attribute.Argument(Setting) switch
        {
            InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" }, ArgumentList.Arguments: [{ Expression: { } named }] } => Of(named, value is not null),
            _ => value is null ? null : new SharedName(value, null, true),
        };
    }

    /// <summary>The methods of the type whose wrapper has the name, in one order.</summary>
    public IReadOnlyList<(IMethodSymbol Body, IReadOnlyList<StageAttribute> Attributes)> In(INamedTypeSymbol type) =>
        [.. type.GetMembers()
            .OfType<IMethodSymbol>()
            .Where(static m => m.PartialDefinitionPart is null)
            .Select(static m => (Body: m, Attributes: AnnotatedMethod.AttributesOf(m)))
            .Where(m => m.Attributes.Count > 0 && WrapperNames.Of(m.Body, m.Attributes) == Name)
            .OrderBy(static m => Keys.IdentityText.Signature(m.Body), StringComparer.Ordinal)];

    /// <summary>Whether two cached methods of one type have their entries in common: a batch and the method that it names, or two batches that name one.</summary>
    public static bool AreShared(IMethodSymbol a, StageAttribute ofA, IMethodSymbol b, StageAttribute ofB) =>
        SymbolEqualityComparer.Default.Equals(a.ContainingType, b.ContainingType)
        && (Of(ofA)?.Name, Of(ofB)?.Name) switch
        {
            ({ } one, { } other) => one == other,
            ({ } one, null) => one == WrapperNames.Of(b, AnnotatedMethod.AttributesOf(b)),
            (null, { } other) => other == WrapperNames.Of(a, AnnotatedMethod.AttributesOf(a)),
            _ => false,
        };

    private static SharedName? Of(ExpressionSyntax named, bool isBound) => named switch
    {
        IdentifierNameSyntax name => new SharedName(name.Identifier.ValueText, null, isBound),
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: IdentifierNameSyntax name } => new SharedName(name.Identifier.ValueText, null, isBound),
        MemberAccessExpressionSyntax { Expression: SimpleNameSyntax type, Name: IdentifierNameSyntax name } => new SharedName(name.Identifier.ValueText, type.Identifier.ValueText, isBound),
        MemberAccessExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: { } type }, Name: IdentifierNameSyntax name } => new SharedName(name.Identifier.ValueText, type.Identifier.ValueText, isBound),
        _ => null,
    };
}
