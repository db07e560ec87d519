using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Serializers.State;

/// <summary>
/// Whether an expression gives the same again from what is known: constants, known parameters and members, and what the
/// framework makes of these. Clocks, random numbers and counters do not.
/// </summary>
/// <param name="isKnownParameter">Which parameters come back as they were.</param>
/// <param name="isKnownMember">Which members of the object do.</param>
internal sealed class Derivation(Compilation compilation, Func<IParameterSymbol, bool> isKnownParameter, Func<ISymbol, bool> isKnownMember, CancellationToken ct)
{
    private static readonly HashSet<string> s_changingTypes = new(StringComparer.Ordinal)
    {
        "System.Random", "System.Diagnostics.Stopwatch", "System.Environment", "System.Threading.Interlocked", "System.TimeProvider",
        "System.Security.Cryptography.RandomNumberGenerator", "System.IO.File", "System.IO.Directory", "System.Diagnostics.Process",
        "System.Diagnostics.Activity", "System.Threading.Thread", "System.Console",
    };

    private static readonly HashSet<string> s_changingMembers = new(StringComparer.Ordinal)
    {
        "Now", "UtcNow", "Today", "NewGuid", "CreateVersion7", "GetTempFileName", "GetRandomFileName", "GetTimestamp", "Shared", "Current",
        "CurrentCulture", "CurrentUICulture", "CurrentPrincipal",
    };

    public bool Follows(SyntaxNode code) => Follows(code, code, depth: 0);

    private bool Follows(SyntaxNode code, SyntaxNode whole, int depth)
    {
        if (depth > 8 || SourceModels.Of(compilation, code.SyntaxTree) is not { } model)
            return false;
        foreach (var node in code.DescendantNodesAndSelf())
        {
            ct.ThrowIfCancellationRequested();
            bool follows = node switch
            {
                BaseObjectCreationExpressionSyntax creation => model.GetTypeInfo(creation, ct).Type is { } type && !IsChanging(type),
                SimpleNameSyntax name => IsLabel(name) || Follows(name, model, whole, depth),
                AwaitExpressionSyntax => false,
                _ => true,
            };
            if (!follows)
                return false;
        }

        return true;
    }

    private bool Follows(SimpleNameSyntax name, SemanticModel model, SyntaxNode whole, int depth)
    {
        switch (model.GetSymbolInfo(name, ct).Symbol)
        {
            case INamespaceOrTypeSymbol or IRangeVariableSymbol or IDiscardSymbol:
                return true;
            case ILocalSymbol local:
                return IsWithin(local, whole) || LocalFollows(local, depth);
            case IParameterSymbol parameter:
                return IsWithin(parameter, whole) || isKnownParameter(parameter);
            case IFieldSymbol { IsStatic: true } field:
                return field.IsConst || field.IsReadOnly || field.ContainingType.TypeKind == TypeKind.Enum;
            case IPropertySymbol { IsStatic: true } property:
                return property.SetMethod is null && !IsChanging(property.ContainingType) && !s_changingMembers.Contains(property.Name);
            case IMethodSymbol { MethodKind: MethodKind.LocalFunction } local:
                return IsWithin(local, whole);
            case IMethodSymbol { IsStatic: true } method:
                return !IsChanging(method.ContainingType)
                    && !s_changingMembers.Contains(method.Name)
                    && (!method.Parameters.IsEmpty || IsSystem(method) || name.Parent is MemberAccessExpressionSyntax { Parent: not InvocationExpressionSyntax });
            case { IsStatic: false } member and (IFieldSymbol or IPropertySymbol or IMethodSymbol):
                // A member of another object is as that object is.
                return !IsOfThis(name) || IsLater(name, whole) || isKnownMember(member.OriginalDefinition);
            default:
                return false;
        }
    }

    // A function looks at the object when it is called, and by then the object is whole.
    private static bool IsLater(SyntaxNode name, SyntaxNode whole) =>
        name.Ancestors().TakeWhile(n => n != whole.Parent).Any(static n => n is AnonymousFunctionExpressionSyntax);

    private bool LocalFollows(ILocalSymbol local, int depth) =>
        local.DeclaringSyntaxReferences is [var reference]
        && reference.GetSyntax(ct) is VariableDeclaratorSyntax { Initializer: { } initializer }
        && Follows(initializer.Value, initializer.Value, depth + 1);

    private static bool IsWithin(ISymbol symbol, SyntaxNode whole) =>
        symbol.DeclaringSyntaxReferences is [var reference, ..] && reference.SyntaxTree == whole.SyntaxTree && whole.FullSpan.Contains(reference.Span);

    /// <summary>Whether a name is a member of the object whose code it stands in.</summary>
    public static bool IsOfThis(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access when access.Name == name => access.Expression is ThisExpressionSyntax or BaseExpressionSyntax,
        MemberBindingExpressionSyntax => false,
        AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment when assignment.Left == name => false,
        SubpatternSyntax or NameColonSyntax or NameEqualsSyntax => false,
        ExpressionColonSyntax => false,
        _ => true,
    };

    // The name of an argument, of a member of a pattern or anonymous type.
    private static bool IsLabel(SimpleNameSyntax name) =>
        name.Parent is NameColonSyntax or NameEqualsSyntax or ExpressionColonSyntax
        || name.Ancestors().OfType<InvocationExpressionSyntax>().Any(i => i.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" })
        || name is IdentifierNameSyntax { Identifier.ValueText: "nameof", Parent: InvocationExpressionSyntax }
        || name.IsVar;

    private static bool IsChanging(ITypeSymbol type) => s_changingTypes.Contains(type.OriginalDefinition.ToDisplayString());

    private static bool IsSystem(ISymbol symbol) =>
        symbol.ContainingNamespace?.ToDisplayString() is { } space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal));
}
