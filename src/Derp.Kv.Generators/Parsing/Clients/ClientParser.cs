using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Clients;

/// <summary>Where the client comes from.</summary>
/// <param name="Name">Not escaped.</param>
/// <param name="Qualifier">The qualifier that reaches the member behind a parameter of its name; null for a parameter, which has none.</param>
/// <param name="MayBeNull">Whether its type allows null; the runtime then reports which method had no client.</param>
internal sealed record ClientReference(string Name, string? Qualifier, bool MayBeNull)
{
    /// <summary>The expression among these parameters, or null if one of them hides it.</summary>
    public string? In(IEnumerable<string> parameterNames)
    {
        var name = Display.Escape(Name) + (MayBeNull ? "!" : "");
        if (!parameterNames.Contains(Name))
            return name;
        return Qualifier is null ? null : $"{Qualifier}.{name}";
    }
}

/// <summary>
/// Finds the client: the one field, else the one property, else the one parameter of the primary constructor; or the
/// one that the attribute names.
/// </summary>
internal static class ClientParser
{
    public static ClientReference? Parse(AnnotatedMethod method)
    {
        var choices = method.Attributes.Where(a => a.Get<string?>("Client", null) is not null).ToList();
        if (choices.Count > 0)
        {
            var name = choices[0].Get("Client", "");
            if (choices.FirstOrDefault(c => c.Get("Client", "") != name) is not { } other)
                return Named(method, name, choices[0]);
            method.Findings.Add(Descriptors.ClientUnusable, other.At("Client"), other.Get("Client", ""), $"another attribute of the method sets '{name}'; there is one client for all");
            return null;
        }

        var members = Members(method);
        var fields = members.Where(m => m is IFieldSymbol).ToList();
        if (fields.Count > 0)
            return Only(method, fields, "field");
        var properties = members.Where(m => m is IPropertySymbol).ToList();
        if (properties.Count > 0)
            return Only(method, properties, "property");
        var parameters = method.Symbol.IsStatic ? [] : TypeMembers.Parameters(method.Type).Where(p => p.Type.IsKvClient()).ToList<ISymbol>();
        if (parameters.Count > 0)
            return Only(method, parameters, "primary-constructor parameter");

        if (TypeMembers.Of(method.Type).Any(m => TypeMembers.TypeOf(m)?.HasError() == true) || TypeMembers.Parameters(method.Type).Any(p => p.Type.HasError()))
            method.Findings.RefuseSilently();
        else
            method.Findings.Add(
                Descriptors.NoClient,
                method.Name,
                method.Symbol.Name,
                method.Symbol.IsStatic ? "static field or property" : "field, property or primary-constructor parameter",
                method.Type.Name);
        return null;
    }

    private static ClientReference? Named(AnnotatedMethod method, string name, StageAttribute attribute)
    {
        var symbol = TypeMembers.Of(method.Type).FirstOrDefault(m => m.Name == name) ?? TypeMembers.Parameters(method.Type).FirstOrDefault(p => p.Name == name);
        var reason = symbol switch
        {
            null => $"'{method.Type.Name}' has no such field, property or primary-constructor parameter",
            _ when !TypeMembers.TypeOf(symbol).IsKvClient() => "it is not of type KvClient",
            _ when !method.Compilation.IsSymbolAccessibleWithin(symbol, method.Type) && symbol is not IParameterSymbol => "it is not accessible here",
            IPropertySymbol { GetMethod: null } or IPropertySymbol { IsIndexer: true } => "it cannot be read",
            _ when method.Symbol.IsStatic && !symbol.IsStatic => $"'{method.Symbol.Name}' is static and needs a static client",
            _ => null,
        };
        if (reason is null)
            return Reference(method, symbol!);
        method.Findings.Add(Descriptors.ClientUnusable, attribute.At("Client"), name, reason);
        return null;
    }

    private static ClientReference? Only(AnnotatedMethod method, List<ISymbol> candidates, string kind)
    {
        if (candidates.Count == 1)
            return Reference(method, candidates[0]);
        method.Findings.Add(
            Descriptors.ManyClients,
            method.Name,
            method.Type.Name,
            kind,
            string.Join(", ", candidates.Select(c => c.Name)),
            candidates[0].Name);
        return null;
    }

    private static ClientReference Reference(AnnotatedMethod method, ISymbol symbol)
    {
        if (symbol is IParameterSymbol parameter && PrimaryConstructor.OtherUse(method.Type, parameter) is { } use)
            method.Findings.Add(Descriptors.ClientParameterStored, Place.Of(parameter), parameter.Name, use, "keep it in one field of type KvClient instead");
        var qualifier = symbol switch
        {
            IParameterSymbol => null,
            { IsStatic: true } => symbol.ContainingType.Qualified(method.Aliases),
            _ => "this",
        };
        return new ClientReference(symbol.Name, qualifier, TypeMembers.TypeOf(symbol)!.NullableAnnotation == NullableAnnotation.Annotated);
    }

    private static List<ISymbol> Members(AnnotatedMethod method) =>
        TypeMembers.Of(method.Type)
            .Where(m => TypeMembers.TypeOf(m).IsKvClient()
                && (m.IsStatic || !method.Symbol.IsStatic)
                && m is not IPropertySymbol { GetMethod: null }
                && method.Compilation.IsSymbolAccessibleWithin(m, method.Type))
            .ToList();
}
