using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Serializers.State;

/// <summary>
/// Whether what a field or property holds only follows from written members: set by construction alone, from known
/// parameters and constants; or a cache, filled from the object itself if it was empty.
/// </summary>
internal sealed class KeptValue(
    ISymbol holder, IReadOnlyList<FieldUse> uses, ExpressionSyntax? initializer, ConstructionPath path, Compilation compilation, CancellationToken ct)
{
    public bool Follows()
    {
        if (uses.Any(static u => u.Kind == UseKind.Change))
            return false;
        // A field that is read in sight, but set nowhere in sight, is set out of sight, and so is what would be empty for ever.
        if (initializer is null ? uses.Count > 0 && uses.All(static u => u.Kind == UseKind.Read) : uses.Count > 0 && IsToBeFilled(initializer))
            return false;
        var assigned = uses.Where(static u => u.Kind != UseKind.Read).ToList();
        if (assigned.Any(static u => !IsOfThis(u.Node)))
            return false;

        if (assigned.Count > 0 && initializer is null && assigned.All(IsOfSetter) && assigned.Select(static u => u.Node.FirstAncestorOrSelf<PropertyDeclarationSyntax>()).Distinct().Count() == 1)
            return !Escapes();

        var byConstructors = assigned.Where(static u => u.Kind == UseKind.Assign && ConstructorOf(u) is not null).ToList();
        var others = assigned.Except(byConstructors).ToList();
        bool isCache = others.Any(FillsCache);
        if (!isCache && others.Count > 0)
            return false;
        if (others.Any(u => !IsNothing(u.Value) && !FillsCache(u) && !IsSetWithSource(u)))
            return false;
        if (path.Restored.IsBypassed && (initializer is not null || (byConstructors.Count > 0 && !isCache)))
            return false;
        if (isCache)
            return InitializerFollows() && byConstructors.All(FillsEarly);
        return InitializerFollows() && ConstructorsFollow(byConstructors) && !Escapes();
    }

    private bool IsToBeFilled(ExpressionSyntax value) =>
        (holder is IPropertySymbol property ? property.Type : ((IFieldSymbol)holder).Type) is { TypeKind: not TypeKind.Array } type
        && Content.CanChange(type)
        && type.AllInterfaces.Any(static i => i.SpecialType == SpecialType.System_Collections_IEnumerable)
        && value is CollectionExpressionSyntax { Elements.Count: 0 } or BaseObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 }, Initializer: null or { Expressions.Count: 0 } };

    private bool InitializerFollows() =>
        initializer is null || new Derivation(compilation, path.Knows, static _ => false, ct).Follows(initializer);

    // set { _text = value; _parsed = Parse(value); }
    private bool IsOfSetter(FieldUse use) =>
        use.Node.FirstAncestorOrSelf<AccessorDeclarationSyntax>() is { Parent.Parent: PropertyDeclarationSyntax syntax }
        && SourceModels.Of(compilation, syntax.SyntaxTree)?.GetDeclaredSymbol(syntax, ct) is IPropertySymbol property
        && path.Restored.IsSet(property)
        && use.Value is { } value
        && value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(static n => n.Identifier.ValueText == "value")
        && new Derivation(compilation, static p => p.Name == "value", static _ => false, ct).Follows(value);

    // A constructor that knows what the cache would hold may fill it.
    private bool FillsEarly(FieldUse use) =>
        IsNothing(use.Value)
        || (use.Value is not null && new Derivation(compilation, static _ => true, IsKnownMember, ct).Follows(use.Value));

    // Whatever constructor made an object, it must hold what the one that runs when it comes back gives it.
    private bool ConstructorsFollow(List<FieldUse> assignments)
    {
        if (assignments.Count == 0)
            return true;
        var chosen = assignments.Where(a => SymbolOf(ConstructorOf(a)!) is { } c && path.Runs(c)).ToList();
        if (chosen.Count != 1)
            return false;
        var derivation = new Derivation(compilation, path.Knows, IsKnownMember, ct);
        if (chosen[0].Value is not { } value || ConstructorOf(chosen[0]) is not { } constructor || !IsAlways(chosen[0], constructor) || !derivation.Follows(value))
            return false;
        if (!assignments.All(a => a == chosen[0] || SyntaxFactory.AreEquivalent(a.Value!, value)))
            return false;
        return initializer is null
            ? Constructors().All(c => SymbolOf(c) is { } s && (path.Runs(s) || c.Initializer?.ThisOrBaseKeyword.IsKind(SyntaxKind.ThisKeyword) == true || assignments.Any(a => ConstructorOf(a) == c)))
            : Constructors().All(c => c.Initializer?.ThisOrBaseKeyword.IsKind(SyntaxKind.ThisKeyword) == true || assignments.Any(a => ConstructorOf(a) == c));
    }

    private IEnumerable<ConstructorDeclarationSyntax> Constructors() =>
        holder.ContainingType.DeclaringSyntaxReferences
            .SelectMany(r => ((TypeDeclarationSyntax)r.GetSyntax(ct)).Members)
            .OfType<ConstructorDeclarationSyntax>()
            .Where(static c => !c.Modifiers.Any(SyntaxKind.StaticKeyword));

    // Not within an if or a loop.
    private static bool IsAlways(FieldUse assignment, ConstructorDeclarationSyntax constructor) =>
        assignment.Node.FirstAncestorOrSelf<StatementSyntax>() is not { } statement || statement.Parent == constructor.Body;

    private bool IsKnownMember(ISymbol member) => path.Restored.IsByConstructor(member) && path.Restored.IsSettled(member);

    // x ??= …; if (x is null) x = …; x ?? (x = …): in a getter or a method without parameters.
    private bool FillsCache(FieldUse use)
    {
        SyntaxNode? code = use.Node.FirstAncestorOrSelf<MemberDeclarationSyntax>() switch
        {
            MethodDeclarationSyntax method when method.ParameterList.Parameters.All(static p => p.Modifiers.Any(SyntaxKind.OutKeyword)) => (SyntaxNode?)method.Body ?? method.ExpressionBody,
            PropertyDeclarationSyntax { ExpressionBody: { } arrow } => arrow,
            PropertyDeclarationSyntax => use.Node.FirstAncestorOrSelf<AccessorDeclarationSyntax>(static a => a.IsKind(SyntaxKind.GetAccessorDeclaration)),
            _ => null,
        };
        return code is not null
            && (use.Kind == UseKind.AssignIfNull || IsGuarded(use, code))
            && new Derivation(compilation, static p => p.RefKind == RefKind.Out, static _ => true, ct).Follows(code);
    }

    // Text = Write(items); _items = items;
    private bool IsSetWithSource(FieldUse use) =>
        use.Value is IdentifierNameSyntax given
        && use.Node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method
        && SourceModels.Of(compilation, method.SyntaxTree) is { } model
        && method.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(a =>
            a.Left is SimpleNameSyntax name
            && model.GetSymbolInfo(name, ct).Symbol?.OriginalDefinition is { } source
            && path.Restored.IsAccounted(source)
            && a.Right.DescendantNodes().OfType<IdentifierNameSyntax>().Any(n => n.Identifier.ValueText == given.Identifier.ValueText));

    private bool IsGuarded(FieldUse use, SyntaxNode code) =>
        uses.Any(u => u != use && code.Contains(u.Node) && u.Kind == UseKind.Read && u.Node.Ancestors().TakeWhile(a => a != code).Any(a => a switch
        {
            IfStatementSyntax branch => branch.Condition.Contains(u.Node),
            ConditionalExpressionSyntax choice => choice.Condition.Contains(u.Node),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce => coalesce.Left.Contains(u.Node),
            _ => false,
        }));

    // A list that a method returns can be filled by the code that gets it.
    private bool Escapes() => uses.Any(u =>
        u.Kind == UseKind.Read
        && u.Node.AncestorsAndSelf().OfType<ExpressionSyntax>().TakeWhile(static e => e is SimpleNameSyntax or MemberAccessExpressionSyntax or ParenthesizedExpressionSyntax).LastOrDefault() is { } whole
        && whole.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax
        && SourceModels.Of(compilation, whole.SyntaxTree) is { } model
        && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(whole, ct).Symbol?.OriginalDefinition, holder)
        && Content.CanChange(model.GetTypeInfo(whole, ct).ConvertedType));

    private IMethodSymbol? SymbolOf(ConstructorDeclarationSyntax constructor) =>
        SourceModels.Of(compilation, constructor.SyntaxTree)?.GetDeclaredSymbol(constructor, ct);

    private static ConstructorDeclarationSyntax? ConstructorOf(FieldUse use) =>
        use.Node.Ancestors().FirstOrDefault(static n => n is MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax) as ConstructorDeclarationSyntax;

    private static bool IsOfThis(SyntaxNode node) => node is SimpleNameSyntax name && Derivation.IsOfThis(name);

    private static bool IsNothing(ExpressionSyntax? value) =>
        value is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression or (int)SyntaxKind.DefaultLiteralExpression } or DefaultExpressionSyntax
        or PostfixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression or (int)SyntaxKind.DefaultLiteralExpression } };
}
