using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Serializers.State;

/// <summary>
/// K11: finds what an object keeps and its contract does not write. All state must be a written member's own,
/// or be restored by one, or follow from written members. Any other state would be lost.
/// </summary>
internal sealed class HiddenState
{
    private readonly IReadOnlyList<INamedTypeSymbol> _types;
    private readonly Restoration _restoration;
    private readonly Compilation _compilation;
    private readonly CancellationToken _ct;
    private readonly ConstructionPath _path;

    public HiddenState(INamedTypeSymbol type, Restoration restoration, Compilation compilation, CancellationToken ct)
    {
        _types = [.. type.FromBaseToDerived()
            .Where(t => SymbolEqualityComparer.Default.Equals(t.ContainingAssembly, compilation.Assembly))
            .Select(static t => t.OriginalDefinition)];
        _restoration = restoration;
        _compilation = compilation;
        _ct = ct;
        _path = new ConstructionPath(restoration, compilation, ct);
    }

    /// <summary>The first member that holds such state, and why it is taken to; null if all is accounted for.</summary>
    public (ISymbol Holder, string Why)? Find()
    {
        foreach (var type in _types)
        {
            if (MadeLater.Sign(type) is { } sign)
                return (type, $"gets members by [{sign}] that cannot be seen here");
            foreach (var holder in Storage.Of(type, _compilation, _ct))
            {
                _ct.ThrowIfCancellationRequested();
                if (_restoration.IsAccounted(holder) || IsIgnored(holder))
                    continue;
                if (MadeLater.Sign(holder) is { } maker)
                    return (holder, $"gets a property by [{maker}] that cannot be seen here");
                if (Why(holder) is { } why)
                    return (holder, why);
            }
        }

        return null;
    }

    /// <summary>Whether what a member holds is the same again in an object that was made anew.</summary>
    public bool Follows(ISymbol holder) => Why(holder) is null;

    private static bool IsIgnored(ISymbol holder) =>
        ObjectContract.IsIgnored(holder)
        || (holder is IPropertySymbol property && Storage.FieldOf(property) is { } field && ObjectContract.IsIgnored(field))
        || (holder is IEventSymbol @event && IgnoredEvents.IsIgnored(@event));

    private string? Why(ISymbol holder) => holder switch
    {
        IEventSymbol => "holds handlers that would be lost",
        IParameterSymbol parameter => WhyCaptured(parameter),
        IPropertySymbol { GetMethod: null } => "can be set and not read, so that it would be lost",
        IPropertySymbol property when IsOverridden(property) && (_restoration.OverridesAreRestored(property) || !NamesBase(property)) => null,
        _ => WhyKept(holder),
    };

    private string? WhyCaptured(IParameterSymbol parameter) =>
        _path.Knows(parameter) && FieldUses.Of(parameter, [parameter.ContainingType], _compilation, _ct).All(static u => u.Kind == UseKind.Read)
            ? null
            : "is captured by a member, so that the object keeps it where it would be lost";

    private string? WhyKept(ISymbol holder)
    {
        const string Lost = "keeps state that would be lost";
        var reach = WriteAccess(holder);
        if (reach is not (Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal))
            return Lost;
        if (Access(holder) is not (Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal) && Content.CanChange(TypeOf(holder)))
            return Lost;

        var uses = FieldUses.Of(holder, Access(holder) == Accessibility.Private ? [holder.ContainingType] : _types, _compilation, _ct);
        var initializer = Storage.InitializerOf(holder, _ct);
        if (uses.Count == 0 && initializer is null && holder is IFieldSymbol && IsLeftToGenerators(holder))
            return "is read and written by nothing in sight, and other generators can give its partial type members that show it";
        if (holder is IPropertySymbol { DeclaredAccessibility: Accessibility.Public, SetMethod: null } && uses.Count == 0 && initializer is null && Storage.CodeOf((IPropertySymbol)holder, ofSetter: false, _ct) is null)
            return Lost;
        if (holder is IFieldSymbol && uses.Count > 0 && (IsShownByIgnored(uses) || uses.All(IsOfOverridden)))
            return null;
        if (holder is IFieldSymbol field && new Cover(_restoration, _path, _compilation, _ct).Covers(field, uses))
            return null;
        if (holder is IPropertySymbol { SetMethod: null } property && Storage.CodeOf(property, ofSetter: false, _ct) is { } getter)
            return LazyFollows(getter) ? null : Lost;
        return new KeptValue(holder, uses, initializer, _path, _compilation, _ct).Follows() ? null : Lost;
    }

    // What is overridden runs where the override calls it, and nowhere else.
    private bool IsOverridden(IPropertySymbol property) =>
        _types.SelectMany(t => t.GetMembers(property.Name).OfType<IPropertySymbol>())
            .Any(p => SymbolEqualityComparer.Default.Equals(p.OverriddenProperty?.OriginalDefinition, property));

    private bool IsOfOverridden(FieldUse use) =>
        use.Node.FirstAncestorOrSelf<PropertyDeclarationSyntax>() is { } syntax
        && SourceModels.Of(_compilation, syntax.SyntaxTree)?.GetDeclaredSymbol(syntax, _ct) is IPropertySymbol property
        && IsOverridden(property) && !NamesBase(property);

    private bool NamesBase(IPropertySymbol property) =>
        _types.SelectMany(static t => t.DeclaringSyntaxReferences)
            .SelectMany(r => r.GetSyntax(_ct).DescendantNodes().OfType<MemberAccessExpressionSyntax>())
            .Any(a => a.Expression is BaseExpressionSyntax && a.Name.Identifier.ValueText == property.Name);

    // Whoever takes the property out means what it shows.
    private bool IsShownByIgnored(IReadOnlyList<FieldUse> uses) =>
        _types.SelectMany(static t => t.GetMembers().OfType<IPropertySymbol>())
            .Any(p => IsIgnored(p) && Storage.CodeOf(p, ofSetter: false, _ct) is { } getter && uses.Any(u => getter.Contains(u.Node)));

    // public string Full => field ??= First + Last;
    private bool LazyFollows(SyntaxNode code) =>
        !code.DescendantNodes().Any(static n => n switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left.ToString() == "field" && !assignment.IsKind(SyntaxKind.CoalesceAssignmentExpression),
            PrefixUnaryExpressionSyntax prefix => prefix.Operand.ToString() == "field",
            PostfixUnaryExpressionSyntax postfix => postfix.Operand.ToString() == "field" && !postfix.IsKind(SyntaxKind.SuppressNullableWarningExpression),
            ArgumentSyntax argument => argument.Expression.ToString() == "field" && !argument.RefOrOutKeyword.IsKind(SyntaxKind.None),
            _ => false,
        })
        && new Derivation(_compilation, static _ => false, static _ => true, _ct).Follows(code);

    private bool IsLeftToGenerators(ISymbol holder) =>
        holder.ContainingType.DeclaringSyntaxReferences.Any(r => r.GetSyntax(_ct) is TypeDeclarationSyntax type && type.Modifiers.Any(SyntaxKind.PartialKeyword))
        && holder.DeclaringSyntaxReferences.All(static r => !r.SyntaxTree.FilePath.EndsWith(".g.cs", StringComparison.OrdinalIgnoreCase));

    private static ITypeSymbol TypeOf(ISymbol holder) => holder is IPropertySymbol property ? property.Type : ((IFieldSymbol)holder).Type;

    private static Accessibility Access(ISymbol holder) =>
        holder is IPropertySymbol { ExplicitInterfaceImplementations.IsEmpty: false } ? Accessibility.Public : holder.DeclaredAccessibility;

    // A property without a setter is written by its type's constructors alone, as a readonly field is.
    private static Accessibility WriteAccess(ISymbol holder) => holder switch
    {
        IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null } or IPropertySymbol { SetMethod.IsInitOnly: true, SetMethod.DeclaredAccessibility: Accessibility.Private } => Accessibility.Private,
        IPropertySymbol { SetMethod: { } setter } => setter.DeclaredAccessibility,
        _ => holder.DeclaredAccessibility,
    };
}
