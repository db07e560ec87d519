using Derp.Kv.Generators.Infrastructure;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers;

/// <summary>One resolution: the types seen on the way, so that each is planned once and a recursive type ends.</summary>
internal sealed class ResolverSession(Compilation compilation, CancellationToken ct)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public List<SerializerModel> Models { get; } = [];

    public Compilation Compilation => compilation;

    public CancellationToken Cancellation => ct;

    public ExternAliases Aliases { get; } = ExternAliases.Of(compilation);

    /// <exception cref="UnserializableException">The type, or one that it reaches, cannot be serialized.</exception>
    public string ExpressionFor(ITypeSymbol type)
    {
        ct.ThrowIfCancellationRequested();
        if (OwnFormats.Expression(type, compilation) is { } own)
            return own;
        if (type is IArrayTypeSymbol array)
            return ArrayExpression(array);
        if (type is not INamedTypeSymbol named || type.TypeKind == TypeKind.Error)
            throw Refusals.Of(type);

        if (BuiltInTypes.Simple(named) is { } simple)
            return simple;
        if (named.TypeKind == TypeKind.Enum)
            return $"{BuiltInTypes.Library}.Enum<{Nameable(named).Qualified(Aliases)}>()";
        if (BuiltInTypes.Factory(named) is { } factory)
            return $"{BuiltInTypes.Library}.{factory}({string.Join(", ", named.TypeArguments.Select(ExpressionFor))})";

        return CollectionClasses.Find(named, compilation, ct) is { } collection
            ? CollectionExpression(Nameable(named), collection)
            : ObjectExpression(named);
    }

    private string CollectionExpression(INamedTypeSymbol type, INamedTypeSymbol collection)
    {
        // Annotations of the elements are the constraint's to compare; those of their serializers are none.
        var serializers = string.Join(", ", collection.TypeArguments.Select(a => $"{ExpressionFor(a)}!"));
        var arguments = string.Join(", ", collection.TypeArguments.Select(a => a.Annotated(Aliases)).Prepend(type.Qualified(Aliases)));
        return $"{BuiltInTypes.Library}.{(collection.Arity == 2 ? "Dictionary" : "Collection")}Class<{arguments}>({serializers})";
    }

    private string ArrayExpression(IArrayTypeSymbol array)
    {
        if (!array.IsSZArray)
        {
            return array.Rank is 1 or > 4
                ? throw Refusals.Of(array)
                : $"{BuiltInTypes.Library}.Array{array.Rank}D({ExpressionFor(array.ElementType)})";
        }

        return array.ElementType.SpecialType == SpecialType.System_Byte
            ? $"{BuiltInTypes.Library}.ByteArray"
            : $"{BuiltInTypes.Library}.Array({ExpressionFor(array.ElementType)})";
    }

    private string ObjectExpression(INamedTypeSymbol annotated)
    {
        var type = (INamedTypeSymbol)annotated.Unannotated();
        Refusals.ThrowIfNotAnObject(type);
        Nameable(type);
        var identity = type.Qualified(Aliases);
        var name = SerializerName.For(type, compilation);
        // Known before its members are: a member of the same type refers to the class that is being planned.
        if (_seen.Add(identity))
            Models.Add(UnionPlan.IsUnion(type) ? UnionPlan.Create(type, name, this) : ObjectPlan.Create(type, name, this));
        return $"global::{name.Namespace}.{name.ClassName}.Instance";
    }

    private INamedTypeSymbol Nameable(INamedTypeSymbol type)
    {
        for (var t = type; t is not null; t = t.ContainingType)
        {
            if (t.IsFileLocal)
                throw new UnserializableException($"'{type.ToDisplayString()}' is local to its file, where a generated serializer cannot name it; declare it internal or public.");
        }

        if (!compilation.IsSymbolAccessibleWithin(type, compilation.Assembly))
            throw new UnserializableException($"'{type.ToDisplayString()}' is less accessible than internal, so a generated serializer cannot name it; declare it and the types around it internal or public.");
        return type;
    }
}
