using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers;

/// <summary>Warnings that the compiler would give for obsolete or experimental names in generated code; it gives them at the user's own code.</summary>
internal static class Warnings
{
    public static IEnumerable<string> Of(INamedTypeSymbol type, IEnumerable<ISymbol> members)
    {
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        AddType(type, ids);
        foreach (var member in members)
        {
            Add(member, ids);
            // An accessor names the type that declares the member.
            if (!SymbolEqualityComparer.Default.Equals(member.ContainingType, type))
                AddType(member.ContainingType, ids);
            if (member is IPropertySymbol property)
                AddType(property.Type, ids);
            else if (member is IFieldSymbol field)
                AddType(field.Type, ids);
        }

        return ids;
    }

    private static void AddType(ITypeSymbol type, SortedSet<string> ids)
    {
        if (type is IArrayTypeSymbol array)
            AddType(array.ElementType, ids);
        if (type is not INamedTypeSymbol named)
            return;
        for (var t = named; t is not null; t = t.ContainingType)
            Add(t, ids);
        foreach (var argument in named.TypeArguments)
            AddType(argument, ids);
    }

    private static void Add(ISymbol symbol, SortedSet<string> ids)
    {
        if (symbol.FindAttribute("System.ObsoleteAttribute") is { } obsolete)
        {
            ids.Add("CS0612");
            ids.Add("CS0618");
            if (obsolete.NamedArguments.FirstOrDefault(a => a.Key == "DiagnosticId").Value.Value is string id)
                ids.Add(id);
        }

        if (symbol.FindAttribute("System.Diagnostics.CodeAnalysis.ExperimentalAttribute") is { ConstructorArguments: [{ Value: string experiment }, ..] })
            ids.Add(experiment);
    }
}
