using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Clients;

/// <summary>
/// Finds the client, and the ledger in the same way: the one field, else the one property, else the one parameter of the primary
/// constructor; or the one that the attribute names.
/// </summary>
internal static class ClientParser
{
    /// <summary>The client; null if it is not needed, or if a finding was added.</summary>
    public static ClientReference? Parse(AnnotatedMethod method) => NeedsClient(method) ? Find(method, ClientKind.Client) : null;

    /// <summary>The ledger, likewise.</summary>
    public static ClientReference? ParseLedger(AnnotatedMethod method) =>
        method.Ledger is null || method.Findings.Ids.Contains(LedgerDescriptors.NoPackage.Id) ? null : Find(method, ClientKind.Ledger);

    // A ledger alone needs no store.
    private static bool NeedsClient(AnnotatedMethod method) =>
        method.Attributes.Any(static a => a.Kind != StageKind.Idempotent || !a.IsLedger || a.ReplaysFromStore);

    private static ClientReference? Find(AnnotatedMethod method, ClientKind kind)
    {
        var choices = method.Attributes.Where(a => a.Get<string?>("Client", null) is { } chosen && Meant(method, a, chosen) == kind).ToList();
        if (choices.Count > 0)
        {
            var name = choices[0].Get("Client", "");
            if (choices.FirstOrDefault(c => c.Get("Client", "") != name) is not { } other)
                return Named(method, name, choices[0], kind);
            Unusable(method, other, kind, $"another attribute of the method sets '{name}'; there is one client for all");
            return null;
        }

        var members = Members(method, kind);
        var fields = members.Where(m => m is IFieldSymbol).ToList();
        if (fields.Count > 0)
            return Only(method, fields, "field", kind);
        var properties = members.Where(m => m is IPropertySymbol).ToList();
        if (properties.Count > 0)
            return Only(method, properties, "property", kind);
        var parameters = method.Symbol.IsStatic ? [] : TypeMembers.Parameters(method.Type).Where(p => kind.Is(p.Type)).ToList<ISymbol>();
        if (parameters.Count > 0)
            return Only(method, parameters, "primary-constructor parameter", kind);

        if (TypeMembers.Of(method.Type).Any(m => TypeMembers.TypeOf(m)?.HasError() == true) || TypeMembers.Parameters(method.Type).Any(p => p.Type.HasError()))
            method.Findings.RefuseSilently();
        else
            method.Findings.Add(
                kind.None,
                method.Name,
                method.Symbol.Name,
                method.Symbol.IsStatic ? "static field or property" : "field, property or primary-constructor parameter",
                method.Type.Name);
        return null;
    }

    // The attribute of a ledger may name either. What is neither is reported once: as the client, if there has to be one.
    private static ClientKind Meant(AnnotatedMethod method, StageAttribute attribute, string name) =>
        attribute.IsLedger && (!NeedsClient(method) || (Member(method, name) is { } named && ClientKind.Ledger.Is(TypeMembers.TypeOf(named)))) ? ClientKind.Ledger : ClientKind.Client;

    private static ISymbol? Member(AnnotatedMethod method, string name) =>
        TypeMembers.Of(method.Type).FirstOrDefault(m => m.Name == name) ?? TypeMembers.Parameters(method.Type).FirstOrDefault(p => p.Name == name);

    private static ClientReference? Named(AnnotatedMethod method, string name, StageAttribute attribute, ClientKind kind)
    {
        var symbol = Member(method, name);
        var reason = symbol switch
        {
            null => $"'{method.Type.Name}' has no such field, property or primary-constructor parameter",
            _ when !kind.Is(TypeMembers.TypeOf(symbol)) => $"it is not of type {kind.Type}{(attribute.IsLedger && kind == ClientKind.Client ? $" or {ClientKind.Ledger.Type}" : "")}",
            _ when !method.Compilation.IsSymbolAccessibleWithin(symbol, method.Type) && symbol is not IParameterSymbol => "it is not accessible here",
            IPropertySymbol { GetMethod: null } or IPropertySymbol { IsIndexer: true } => "it cannot be read",
            _ when method.Symbol.IsStatic && !symbol.IsStatic => $"'{method.Symbol.Name}' is static and needs a static {kind.Role}",
            _ => null,
        };
        if (reason is null)
            return Reference(method, symbol!, kind);
        Unusable(method, attribute, kind, reason);
        return null;
    }

    private static void Unusable(AnnotatedMethod method, StageAttribute attribute, ClientKind kind, string reason) =>
        method.Findings.Add(Descriptors.ClientUnusable, attribute.At("Client"), attribute.Get("Client", ""), kind.Role, reason);

    private static ClientReference? Only(AnnotatedMethod method, List<ISymbol> candidates, string place, ClientKind kind)
    {
        if (candidates.Count == 1)
            return Reference(method, candidates[0], kind);
        method.Findings.Add(
            kind.Many,
            method.Name,
            method.Type.Name,
            place,
            string.Join(", ", candidates.Select(c => c.Name)),
            candidates[0].Name);
        return null;
    }

    private static ClientReference Reference(AnnotatedMethod method, ISymbol symbol, ClientKind kind)
    {
        if (symbol is IParameterSymbol parameter && PrimaryConstructor.OtherUse(method.Type, parameter) is { } use)
            method.Findings.Add(Descriptors.ClientParameterStored, Place.Of(parameter), parameter.Name, use, $"keep it in one field of type {kind.Type} instead");
        var qualifier = symbol switch
        {
            IParameterSymbol => null,
            { IsStatic: true } => symbol.ContainingType.Qualified(method.Aliases),
            _ => "this",
        };
        return new ClientReference(symbol.Name, qualifier, TypeMembers.TypeOf(symbol)!.NullableAnnotation == NullableAnnotation.Annotated);
    }

    private static List<ISymbol> Members(AnnotatedMethod method, ClientKind kind) =>
        TypeMembers.Of(method.Type)
            .Where(m => kind.Is(TypeMembers.TypeOf(m))
                && (m.IsStatic || !method.Symbol.IsStatic)
                && m is not IPropertySymbol { GetMethod: null }
                && method.Compilation.IsSymbolAccessibleWithin(m, method.Type))
            .ToList();
}
