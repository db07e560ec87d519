using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Pipeline;

/// <summary>
/// Follows types from declaration to declaration and gathers the files on the way: all that the parsers read, and more,
/// so that no parser has to record what it reads.
/// </summary>
internal sealed class DependencyWalk(IReadOnlyDictionary<SyntaxTree, int> numbers, CancellationToken ct)
{
    private readonly Stack<(ITypeSymbol Type, Depth Depth)> _open = new();
    private readonly Dictionary<ITypeSymbol, Depth> _seen = new(SymbolEqualityComparer.Default);
    private readonly HashSet<int> _heads = [];
    private readonly HashSet<int> _declarations = [];
    private readonly HashSet<(int, string)> _types = [];

    /// <summary>How much of a type counts; each includes those before it.</summary>
    internal enum Depth
    {
        /// <summary>What it derives from and its accessibility.</summary>
        Head,

        /// <summary>Its members, by their declarations.</summary>
        Declared,

        /// <summary>Its values: its members' types too, and theirs, and all bodies.</summary>
        Data,
    }

    /// <summary>All that was added and what it leads to.</summary>
    public Dependencies Result()
    {
        while (_open.Count > 0)
        {
            var (type, depth) = _open.Pop();
            if (_seen.TryGetValue(type, out var before) && before >= depth)
                continue;
            _seen[type] = depth;
            ct.ThrowIfCancellationRequested();
            Visit(type, depth);
        }

        return new([.. _heads], [.. _declarations], [.. _types]);
    }

    /// <summary>Adds the files of a symbol by their declarations.</summary>
    public void AddDeclarations(ISymbol symbol)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            if (numbers.TryGetValue(reference.SyntaxTree, out var file))
                _declarations.Add(file);
        }
    }

    /// <summary>The attributes' own types, and the types that they name, which are serializers and cases.</summary>
    public void AddAttributes(ImmutableArray<AttributeData> attributes)
    {
        foreach (var attribute in attributes)
        {
            Add(attribute.AttributeClass, Depth.Declared);
            foreach (var argument in attribute.ConstructorArguments)
                AddArgument(argument);
            foreach (var argument in attribute.NamedArguments)
                AddArgument(argument.Value);
        }
    }

    public void Add(ITypeSymbol? type, Depth depth)
    {
        if (type is not null)
            _open.Push((type, depth));
    }

    private void Visit(ITypeSymbol type, Depth depth)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                Add(array.ElementType, depth);
                break;
            case IPointerTypeSymbol pointer:
                Add(pointer.PointedAtType, depth);
                break;
            case ITypeParameterSymbol parameter:
                AddAll(parameter.ConstraintTypes, depth);
                break;
            case INamedTypeSymbol named:
                Visit(named, depth);
                break;
        }
    }

    private void Visit(INamedTypeSymbol type, Depth depth)
    {
        // What a member's type is made of depends on the arguments, and on nothing else that its definition does not say.
        AddAll(type.TypeArguments, depth == Depth.Declared ? Depth.Head : depth);
        Add(type.ContainingType, Depth.Head);
        if (!SymbolEqualityComparer.Default.Equals(type, type.OriginalDefinition))
        {
            Add(type.OriginalDefinition, depth);
            return;
        }

        if (type.DeclaringSyntaxReferences.IsEmpty)
            return;
        AddFiles(type, depth);
        Add(type.BaseType, depth);
        AddAll(type.Interfaces, depth);
        foreach (var parameter in type.TypeParameters)
            AddAll(parameter.ConstraintTypes, depth == Depth.Declared ? Depth.Head : depth);
        if (depth == Depth.Data)
            VisitMembers(type);
    }

    private void AddFiles(INamedTypeSymbol type, Depth depth)
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (!numbers.TryGetValue(reference.SyntaxTree, out var file))
                continue;
            if (depth == Depth.Head)
                _heads.Add(file);
            else
                _declarations.Add(file);
            if (depth == Depth.Data && reference.GetSyntax(ct) is var syntax && TypeKey.IsType(syntax))
                _types.Add((file, TypeKey.Of(syntax)));
        }
    }

    private void VisitMembers(INamedTypeSymbol type)
    {
        AddAttributes(type.GetAttributes());
        foreach (var member in type.GetMembers())
        {
            switch (member)
            {
                case IFieldSymbol field:
                    Add(field.Type, Depth.Data);
                    AddAttributes(field.GetAttributes());
                    break;
                case IPropertySymbol property:
                    Add(property.Type, Depth.Data);
                    AddAttributes(property.GetAttributes());
                    break;
                case IMethodSymbol { MethodKind: MethodKind.Constructor } constructor:
                    AddAttributes(constructor.GetAttributes());
                    foreach (var parameter in constructor.Parameters)
                    {
                        Add(parameter.Type, Depth.Data);
                        AddAttributes(parameter.GetAttributes());
                    }

                    break;
                case IMethodSymbol method:
                    Add(method.ReturnType, Depth.Head);
                    break;
                case IEventSymbol subscribers:
                    Add(subscribers.Type, Depth.Head);
                    break;
            }
        }
    }

    private void AddArgument(TypedConstant argument)
    {
        if (argument.Kind == TypedConstantKind.Type)
            Add(argument.Value as ITypeSymbol, Depth.Data);
        else if (argument.Kind == TypedConstantKind.Array && !argument.IsNull)
        {
            foreach (var item in argument.Values)
                AddArgument(item);
        }
    }

    private void AddAll(IEnumerable<ITypeSymbol> types, Depth depth)
    {
        foreach (var type in types)
            Add(type, depth);
    }
}
