using System.Globalization;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Methods;
using Derp.Kv.Generators.Serializers.State;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers;

/// <summary>The accessors of one serializer.</summary>
internal sealed class AccessorPlan(ExternAliases aliases)
{
    private readonly List<AccessorModel> _all = [];

    public IEnumerable<AccessorModel> All => _all;

    public AccessorModel OfConstructor(IMethodSymbol constructor, int arguments)
    {
        if (arguments < constructor.Parameters.Length)
            throw new UnserializableException($"A constructor of '{constructor.ContainingType.ToDisplayString()}' that is not public has optional parameters without a member; add a public one.");
        return Add(AccessorKind.Constructor, null, "Create", constructor.ContainingType, constructor.OriginalDefinition.Parameters.Select(static p => p.Type));
    }

    public AccessorModel OfSetter(IPropertySymbol property) =>
        Add(AccessorKind.Setter, property.SetMethod!.MetadataName, "Set" + property.Name, property.ContainingType, [property.OriginalDefinition.Type]);

    public AccessorModel OfField(ISymbol member) => member is IFieldSymbol field
        ? Add(AccessorKind.Field, field.MetadataName, field.Name + "Of", field.ContainingType, [field.OriginalDefinition.Type])
        : Add(AccessorKind.Field, FieldName((IPropertySymbol)member), member.Name + "Of", member.ContainingType, [((IPropertySymbol)member.OriginalDefinition).Type]);

    // Of another assembly the field is not shown; the C# compiler has but one name for it.
    private static string FieldName(IPropertySymbol property) =>
        Storage.FieldOf(property.OriginalDefinition)?.MetadataName ?? $"<{property.MetadataName}>k__BackingField";

    private AccessorModel Add(AccessorKind kind, string? target, string method, INamedTypeSymbol type, IEnumerable<ITypeSymbol> values)
    {
        var definition = type.OriginalDefinition;
        var parameters = ParametersOf(definition);
        string? holder = null;
        string? closed = null;
        if (parameters.Count > 0)
        {
            if (parameters.Select(static p => p.Name).Distinct().Count() < parameters.Count)
                throw new UnserializableException($"'{type.ToDisplayString()}' has two type parameters of one name, so that no accessor can be written for its members; rename one.");
            var name = $"{definition.Name}Access";
            holder = name + TypeParameterText.List([.. parameters]);
            closed = $"{name}<{string.Join(", ", ArgumentsOf(type).Select(a => a.Qualified(aliases)))}>";
        }

        var unique = method;
        for (int n = 2; _all.Any(a => a.Method == unique); n++)
            unique = method + n.ToString(CultureInfo.InvariantCulture);
        var accessor = new AccessorModel(
            kind,
            target,
            unique,
            definition.Qualified(aliases),
            type.IsReferenceType,
            values.Select(Text).ToEquatableArray(),
            holder,
            TypeParameterText.Constraints([.. parameters], aliases),
            closed);
        _all.Add(accessor);
        return accessor;
    }

    private string Text(ITypeSymbol type) => type.Qualified(aliases) + (type.IsReferenceType ? "?" : type is ITypeParameterSymbol { IsValueType: false } ? "?" : "");

    private static List<ITypeParameterSymbol> ParametersOf(INamedTypeSymbol type) =>
        [.. type.ContainingType is { } outer ? ParametersOf(outer) : [], .. type.TypeParameters];

    private static IEnumerable<ITypeSymbol> ArgumentsOf(INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? ArgumentsOf(outer).Concat(type.TypeArguments) : type.TypeArguments;
}
