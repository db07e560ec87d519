using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Serializers.State;

/// <summary>Whether a field is behind a property that is written: the getter shows it, and what restores the property sets it.</summary>
internal sealed class Cover(Restoration restoration, ConstructionPath path, Compilation compilation, CancellationToken ct)
{
    public bool Covers(IFieldSymbol field, IReadOnlyList<FieldUse> uses) =>
        restoration.Restored.Any(m => m.Symbol.OriginalDefinition is IPropertySymbol property && Covers(field, uses, m, property));

    private bool Covers(IFieldSymbol field, IReadOnlyList<FieldUse> uses, ObjectMember member, IPropertySymbol property)
    {
        if (Storage.CodeOf(property, ofSetter: false, ct) is not { } getter || !uses.Any(u => getter.Contains(u.Node)))
            return false;
        var writes = uses.Where(static u => u.Kind is UseKind.Assign or UseKind.Change).ToList();
        if (restoration.Kept.Contains(member) && (writes.Any(w => IsOfParameter(w, member)) || InitializedFrom(field, member)))
            return true;
        // A constructor too can assign to the property.
        return Storage.CodeOf(property, ofSetter: true, ct) is { } setter
            && writes.Any(w => setter.Contains(w.Node) || Calls(setter, w.Node));
    }

    private bool IsOfParameter(FieldUse write, ObjectMember member) =>
        write.Value is not null
        && write.Node.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is { } syntax
        && SourceModels.Of(compilation, syntax.SyntaxTree)?.GetDeclaredSymbol(syntax, ct) is IMethodSymbol constructor
        && path.Runs(constructor)
        && constructor.Parameters.Any(p => restoration.Stands(p, member, constructor) && Names(write.Value, p));

    private bool InitializedFrom(IFieldSymbol field, ObjectMember member) =>
        Storage.InitializerOf(field, ct) is { } value
        && restoration.Constructor.OriginalDefinition.Parameters.Any(p => restoration.Stands(p, member, restoration.Constructor.OriginalDefinition) && Names(value, p));

    private bool Names(SyntaxNode code, IParameterSymbol parameter) =>
        SourceModels.Of(compilation, code.SyntaxTree) is { } model && FieldUses.Name(code, parameter, model, ct);

    // set => SetName(value);
    private bool Calls(SyntaxNode setter, SyntaxNode write) =>
        write.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method
        && SourceModels.Of(compilation, method.SyntaxTree)?.GetDeclaredSymbol(method, ct) is { } symbol
        && SourceModels.Of(compilation, setter.SyntaxTree) is { } model
        && FieldUses.Name(setter, symbol.OriginalDefinition, model, ct);
}
