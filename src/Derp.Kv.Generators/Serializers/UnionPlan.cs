using System.Globalization;
using Derp.Kv.Generators.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Serializers;

/// <summary>Decides for an interface or abstract class with [Union] which types its values can be.</summary>
internal static class UnionPlan
{
    private const string Marker = "MessagePack.UnionAttribute";

    // As in the library, which writes a class that is not abstract as itself.
    public static bool IsUnion(INamedTypeSymbol type) =>
        (type.TypeKind == TypeKind.Interface || type is { TypeKind: TypeKind.Class, IsAbstract: true }) && type.HasAttribute(Marker);

    /// <summary>The types that the values of a union can have.</summary>
    public static IEnumerable<ITypeSymbol> CasesOf(INamedTypeSymbol type) =>
        type.GetAttributes()
            .Where(static a => a.AttributeClass?.ToDisplayString() == Marker)
            .SelectMany(static a => a.ConstructorArguments)
            .Select(static a => a.Kind == TypedConstantKind.Type ? a.Value as ITypeSymbol : null)
            .OfType<ITypeSymbol>();

    public static SerializerModel Create(INamedTypeSymbol type, SerializerName name, ResolverSession session)
    {
        var subtypes = type.GetAttributes()
            .Where(a => a.AttributeClass?.ToDisplayString() == Marker)
            .Select(a => Read(type, a, session.Compilation))
            .ToList();
        foreach (var (key, subtype) in subtypes)
        {
            if (subtypes.Count(s => s.Key == key) > 1)
                throw new UnserializableException($"'{type.ToDisplayString()}' has two cases with the key {key.ToString(CultureInfo.InvariantCulture)}; give each its own.");
            if (subtypes.Count(s => SymbolEqualityComparer.Default.Equals(s.Type, subtype)) > 1)
                throw new UnserializableException($"'{type.ToDisplayString()}' names '{subtype.ToDisplayString()}' twice; remove one.");
        }

        var cases = subtypes
            .Select((s, i) => new UnionCase(s.Key, s.Type.Qualified(session.Aliases), "s_case" + i.ToString(CultureInfo.InvariantCulture), session.ExpressionFor(s.Type)))
            .ToEquatableArray();
        return new SerializerModel(
            name.FileName,
            name.Namespace,
            name.ClassName,
            type.Qualified(session.Aliases),
            IsReference: true,
            IsArray: true,
            default,
            default,
            default,
            subtypes.SelectMany(s => Warnings.Of(s.Type, [])).Concat(Warnings.Of(type, [])).Distinct().OrderBy(id => id, StringComparer.Ordinal).ToEquatableArray(),
            session.Aliases.Names)
        {
            Cases = cases,
        };
    }

    private static (int Key, INamedTypeSymbol Type) Read(INamedTypeSymbol type, AttributeData attribute, Compilation compilation)
    {
        var name = type.ToDisplayString();
        if (attribute.ConstructorArguments is not [{ Value: int key }, { Value: INamedTypeSymbol { TypeKind: not TypeKind.Error, IsUnboundGenericType: false } subtype }])
            throw new UnserializableException($"A [Union] of '{name}' does not name a type; use typeof of a closed type.");
        if (subtype.IsAbstract)
            throw new UnserializableException($"The case '{subtype.ToDisplayString()}' of '{name}' has no values of its own; name the types that derive from it.");
        if (!compilation.ClassifyCommonConversion(subtype, type).IsImplicit)
            throw new UnserializableException($"The case '{subtype.ToDisplayString()}' of '{name}' is not a '{name}'; let it derive from it, or remove the case.");
        return (key, subtype);
    }
}
