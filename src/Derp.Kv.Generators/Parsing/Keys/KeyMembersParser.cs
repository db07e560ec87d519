using System.Collections.Immutable;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>
/// Frames tuples, records, structs and plain classes member by member (K6). All of their state has to be in the members
/// that can be read: two values that differ somewhere else would share a key.
/// </summary>
internal static class KeyMembersParser
{
    /// <summary>Null for a type that is none of these; else how to write it, or why it cannot be.</summary>
    public static (Keyable? Keyable, string Problem)? Parse(ITypeSymbol type, ExternAliases aliases, ImmutableList<ITypeSymbol> around)
    {
        if (type is not INamedTypeSymbol { IsRefLikeType: false } named)
            return null;
        if (MembersOf(named, out var problem) is not { } members)
            return problem is null ? null : (null, problem);
        if (around.Contains(type, SymbolEqualityComparer.Default))
            return (null, "it contains itself, so that its text could be endless");

        var parts = new List<KeyMember>();
        var text = CharacterSet.Members;
        foreach (var member in members)
        {
            var (keyable, reason) = KeyValueParser.Parse(member.Type, null, aliases, around.Add(type));
            if (keyable is null)
                return (null, $"its member '{member.Name}' of type '{member.Type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}' cannot: {reason}");
            parts.Add(new KeyMember(Display.Escape(member.Name), keyable.Value) { Owner = member.IsHidden ? member.Owner?.Qualified(aliases) : null });
            text |= keyable.Text | CharacterSet.Null;
        }

        var value = new MembersValue(parts.ToEquatableArray(), type.IsReferenceType, type is { IsReferenceType: true, IsSealed: false });
        return (new Keyable(value, text), "");
    }

    /// <summary>The framework's own types have texts of their own, or none that could be relied on.</summary>
    public static bool BelongsToSystem(INamedTypeSymbol type)
    {
        var outermost = type.ContainingNamespace;
        while (outermost is { ContainingNamespace.IsGlobalNamespace: false })
            outermost = outermost.ContainingNamespace;
        return outermost?.Name == "System" && type.Locations.All(static l => l.IsInMetadata);
    }

    private static IReadOnlyList<StateMember>? MembersOf(INamedTypeSymbol type, out string? problem)
    {
        problem = null;
        if (type.IsTupleType)
            return [.. type.TupleElements.Select(static e => new StateMember(e.CorrespondingTupleField?.Name ?? e.Name, e.Type))];
        if (type is { Name: "Tuple", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true }, Arity: > 0 and < 8 })
            return [.. type.TypeArguments.Select(static (t, i) => new StateMember($"Item{i + 1}", t))];
        var canBeFramed = type.TypeKind == TypeKind.Class || (type.TypeKind == TypeKind.Struct && type.SpecialType == SpecialType.None);
        return !canBeFramed || type.IsAbstract || type.IsStatic || BelongsToSystem(type) || !PlainData.Is(type) ? null : StateMembers.Of(type, out problem);
    }
}
