using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Serializers.State;

/// <summary>What a constructor makes of an argument, from best to worst.</summary>
internal enum Flow
{
    /// <summary>The member has it as it is.</summary>
    Plain,

    /// <summary>The same if it was read from the member: checked, given a default for null, copied, trimmed.</summary>
    Guarded,

    /// <summary>Something else, so that an argument that was read from the member would be changed twice.</summary>
    Changed,

    /// <summary>The member is not set.</summary>
    Unset,
}

/// <summary>Follows an argument through a constructor, those that it calls, and initializers, to the member that it stands for.</summary>
internal sealed class ParameterFlow(Compilation compilation, CancellationToken ct)
{
    private const int MaxChain = 8;

    // What does nothing to its own result.
    private static readonly HashSet<string> s_idempotent = new(StringComparer.Ordinal)
    {
        "ToList", "ToArray", "ToHashSet", "ToDictionary", "AsReadOnly", "AsEnumerable", "Trim", "TrimEnd", "TrimStart", "ToLower", "ToLowerInvariant", "ToUpper",
        "ToUpperInvariant", "Normalize", "ToImmutableArray", "ToImmutableList", "ToImmutableHashSet", "ToImmutableDictionary",
        "ToImmutableSortedSet", "ToImmutableSortedDictionary", "ToFrozenSet", "ToFrozenDictionary", "ToReadOnlyCollection", "ToReadonlyList", "ToReadonlyDictionary", "CreateRange", "Copy", "Clone",
        "Order", "Distinct", "Round", "Abs", "Max", "Min", "Clamp", "Floor", "Ceiling", "Truncate", "ToUniversalTime", "ToLocalTime", "SpecifyKind", "OrEmpty",
        "GetValueOrDefault", "EmptyIfNull", "Empty",
    };

    // Words in the names of methods that return their argument, or throw. Whole words: a Checksum is none.
    private static readonly HashSet<string> s_guards = new(StringComparer.Ordinal)
    {
        "Guard", "Guards", "Ensure", "Check", "Throw", "Require", "Requires", "Required", "Argument", "Validate", "Validated", "Verify", "Verified", "Assert", "Against",
    };

    /// <summary>How the member gets the argument.</summary>
    public Flow To(ISymbol member, IMethodSymbol constructor, IParameterSymbol parameter) => To(member, constructor, parameter, depth: 0);

    /// <summary>Whether the constructor, and each that it calls, does no more than to hand its arguments to members.</summary>
    public bool IsPlain(IMethodSymbol constructor) => IsPlain(constructor, depth: 0);

    private bool IsPlain(IMethodSymbol constructor, int depth)
    {
        if (constructor.IsImplicitlyDeclared || !IsInSight(constructor) || depth > MaxChain)
            return true;
        switch (SyntaxOf(constructor))
        {
            case TypeDeclarationSyntax:
                return true;
            case ConstructorDeclarationSyntax { Body: { } body }:
                return body.Statements.All(static s => s is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment } && IsPlain(assignment)) && NextIsPlain();
            case ConstructorDeclarationSyntax { ExpressionBody.Expression: AssignmentExpressionSyntax assignment }:
                return IsPlain(assignment) && NextIsPlain();
            default:
                return false;
        }

        bool NextIsPlain() => Next(constructor) is not { } next || IsPlain(next.Constructor, depth + 1);
    }

    private static bool IsPlain(AssignmentExpressionSyntax assignment) =>
        assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)
        && assignment.Right is IdentifierNameSyntax or LiteralExpressionSyntax or TupleExpressionSyntax or BaseObjectCreationExpressionSyntax or CollectionExpressionSyntax;

    private Flow To(ISymbol member, IMethodSymbol constructor, IParameterSymbol parameter, int depth)
    {
        // Constructors of other assemblies are taken to do what their parameters' names say.
        if (!IsInSight(constructor) || depth > MaxChain || SyntaxOf(constructor) is not { } syntax)
            return Flow.Plain;
        if (member.DeclaringSyntaxReferences is [var declaration] && parameter.DeclaringSyntaxReferences is [var own]
            && declaration.SyntaxTree == own.SyntaxTree && declaration.Span == own.Span)
            return Flow.Plain;

        var found = Targets(member)
            .SelectMany(t => Values(t.Target, constructor, syntax).Select(v => Worse(Of(v, parameter), t.Shown)))
            .ToList();
        var kept = found.Where(static f => f != Flow.Unset).ToList();
        if (kept.Count > 0)
        {
            // If another branch keeps something else, not only the argument decides.
            var flow = Worse(kept.Max(), Rewritten(parameter, constructor));
            return kept.Count < found.Count ? Guarded(flow) : flow;
        }

        if (Captured(member, parameter) is { } captured)
            return captured;
        if (Next(constructor) is not { } next)
            return Flow.Unset;
        foreach (var (target, value) in next.Arguments)
        {
            var step = Of(value, parameter);
            if (step is Flow.Unset)
                continue;
            var rest = To(member, next.Constructor.OriginalDefinition, target, depth + 1);
            if (rest != Flow.Unset)
                return Worse(step, rest);
        }

        return Flow.Unset;
    }

    // name = name.Trim(); before it is kept.
    private Flow Rewritten(IParameterSymbol parameter, IMethodSymbol constructor) =>
        FieldUses.Of(parameter, [constructor.ContainingType.OriginalDefinition], compilation, ct)
            .Where(static u => u.Kind != UseKind.Read)
            .Select(u => u.Value is null ? Flow.Changed : u.Kind == UseKind.AssignIfNull ? Flow.Guarded : Of(u.Value, parameter) is Flow.Unset ? Flow.Changed : Of(u.Value, parameter))
            .DefaultIfEmpty(Flow.Plain)
            .Max();

    /// <summary>What a constructor assigns to a member or field.</summary>
    private IEnumerable<ExpressionSyntax> Values(ISymbol target, IMethodSymbol constructor, SyntaxNode syntax)
    {
        if (syntax is not ConstructorDeclarationSyntax)
        {
            return SymbolEqualityComparer.Default.Equals(target.ContainingType, constructor.ContainingType.OriginalDefinition)
                && Storage.InitializerOf(target, ct) is { } initializer
                    ? [initializer]
                    : [];
        }

        return FieldUses.Of(target, [constructor.ContainingType.OriginalDefinition], compilation, ct)
            .Where(u => u.Value is not null && u.Node.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() == syntax)
            .Select(static u => u.Value!);
    }

    /// <summary>The member, and the fields that its getter shows, with what it makes of them.</summary>
    private IEnumerable<(ISymbol Target, Flow Shown)> Targets(ISymbol member)
    {
        yield return (member, Flow.Plain);
        if (member is not IPropertySymbol property || Shown(property) is not { } shown)
            yield break;
        foreach (var field in property.ContainingType.GetMembers().OfType<IFieldSymbol>().Where(static f => f is { IsStatic: false, AssociatedSymbol: null }))
        {
            if (Of(shown, field) is not Flow.Unset and var flow)
                yield return (field, flow);
        }
    }

    // The one expression that a getter returns.
    private ExpressionSyntax? Shown(IPropertySymbol property) => Storage.CodeOf(property, ofSetter: false, ct) switch
    {
        ArrowExpressionClauseSyntax arrow => arrow.Expression,
        BlockSyntax block => block.DescendantNodes().OfType<ReturnStatementSyntax>().Take(2).ToList() is [{ Expression: { } only }] ? only : null,
        _ => null,
    };

    private static Flow Worse(Flow left, Flow right) => (Flow)Math.Max((int)left, (int)right);

    private Flow? Captured(ISymbol member, IParameterSymbol parameter) =>
        member is IPropertySymbol property && Shown(property) is { } shown && Of(shown, parameter) is not Flow.Unset and var flow ? flow : null;

    private Flow Of(ExpressionSyntax expression, ISymbol source)
    {
        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner:
                return Of(inner.Expression, source);
            case CastExpressionSyntax cast:
                return Of(cast.Expression, source);
            case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } forgiven:
                return Of(forgiven.Operand, source);
            case IdentifierNameSyntax name:
                return Names(name, source) ? Flow.Plain : Flow.Unset;
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce:
                return Guarded(Of(coalesce.Left, source));
            case ConditionalExpressionSyntax conditional:
                return Branches(Of(conditional.WhenTrue, source), Of(conditional.WhenFalse, source));
            case ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } } access when s_idempotent.Contains(binding.Name.Identifier.ValueText):
                return Guarded(Of(access.Expression, source));
            case InvocationExpressionSyntax call:
                return OfCall(call, source);
            case BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [var first, ..] } creation when IsCollection(creation):
                return Guarded(Of(first.Expression, source));
            case CollectionExpressionSyntax { Elements: [SpreadElementSyntax spread] }:
                return Guarded(Of(spread.Expression, source));
            default:
                return expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(n => Names(n, source)) ? Flow.Changed : Flow.Unset;
        }
    }

    private Flow OfCall(InvocationExpressionSyntax call, ISymbol source)
    {
        var arguments = call.ArgumentList.Arguments.Select(a => Of(a.Expression, source)).ToList();
        var name = call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            _ => "",
        };
        if (call.Expression is MemberAccessExpressionSyntax { Expression: var receiver } && Of(receiver, source) is not Flow.Unset and var flow)
            return s_idempotent.Contains(name) && arguments.All(static a => a == Flow.Unset) ? Guarded(flow) : Flow.Changed;
        if (arguments.All(static a => a == Flow.Unset))
            return Flow.Unset;
        bool isHarmless = s_idempotent.Contains(name) || Words(call.Expression.ToString()).Any(s_guards.Contains);
        return isHarmless ? Guarded(arguments.Where(static a => a != Flow.Unset).Max()) : Flow.Changed;
    }

    private static IEnumerable<string> Words(string name)
    {
        int start = 0;
        for (int i = 1; i <= name.Length; i++)
        {
            if (i == name.Length || !char.IsLower(name[i]))
            {
                yield return name.Substring(start, i - start).TrimStart('.');
                start = i;
            }
        }
    }

    private static Flow Branches(Flow left, Flow right) =>
        left == Flow.Unset ? Guarded(right) : right == Flow.Unset ? Guarded(left) : Worse(Guarded(left), right);

    private static Flow Guarded(Flow flow) => flow == Flow.Plain ? Flow.Guarded : flow;

    private bool IsCollection(BaseObjectCreationExpressionSyntax creation) =>
        SourceModels.Of(compilation, creation.SyntaxTree)?.GetTypeInfo(creation, ct).Type is { SpecialType: not SpecialType.System_String } type
        && type.AllInterfaces.Any(static i => i.SpecialType == SpecialType.System_Collections_IEnumerable);

    private bool Names(SimpleNameSyntax name, ISymbol source) =>
        name.Identifier.ValueText == source.Name
        && SymbolEqualityComparer.Default.Equals(SourceModels.Of(compilation, name.SyntaxTree)?.GetSymbolInfo(name, ct).Symbol?.OriginalDefinition, source);

    /// <summary>The constructor that this one calls first, with its arguments.</summary>
    public (IMethodSymbol Constructor, IReadOnlyList<(IParameterSymbol Parameter, ExpressionSyntax Value)> Arguments)? Next(IMethodSymbol constructor)
    {
        SyntaxNode? call = SyntaxOf(constructor) switch
        {
            ConstructorDeclarationSyntax { Initializer: { } initializer } => initializer,
            TypeDeclarationSyntax { BaseList: { } bases } => bases.Types.OfType<PrimaryConstructorBaseTypeSyntax>().FirstOrDefault(),
            _ => null,
        };
        if (call is null || SourceModels.Of(compilation, call.SyntaxTree)?.GetSymbolInfo(call, ct).Symbol is not IMethodSymbol target)
            return null;
        var list = call is ConstructorInitializerSyntax direct ? direct.ArgumentList.Arguments : ((PrimaryConstructorBaseTypeSyntax)call).ArgumentList.Arguments;
        var arguments = new List<(IParameterSymbol, ExpressionSyntax)>();
        for (int i = 0; i < list.Count; i++)
        {
            var parameters = target.OriginalDefinition.Parameters;
            var parameter = list[i].NameColon is { } label
                ? parameters.FirstOrDefault(p => p.Name == label.Name.Identifier.ValueText)
                : parameters.ElementAtOrDefault(i);
            if (parameter is not null)
                arguments.Add((parameter, list[i].Expression));
        }

        return (target, arguments);
    }

    private bool IsInSight(IMethodSymbol constructor) => SymbolEqualityComparer.Default.Equals(constructor.ContainingAssembly, compilation.Assembly);

    private SyntaxNode? SyntaxOf(IMethodSymbol constructor) =>
        constructor.DeclaringSyntaxReferences is [var reference] ? reference.GetSyntax(ct) : null;
}
