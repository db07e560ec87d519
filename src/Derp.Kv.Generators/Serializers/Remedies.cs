using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers;

/// <summary>What a refusal advises: of one's own type it can be changed, of another assembly's only be given a serializer.</summary>
internal static class Remedies
{
    /// <summary>For state that no contract writes.</summary>
    public static UnserializableException Hidden(ISymbol holder, string why, INamedTypeSymbol type, Compilation compilation)
    {
        bool canBeIgnored = holder is IFieldSymbol or IPropertySymbol or IEventSymbol;
        var ignore = canBeIgnored ? $", or mark it [{(holder is IEventSymbol ? "field: " : "")}IgnoreMember] if losing it is meant" : "";
        var show = holder switch
        {
            INamedTypeSymbol => $"give '{type.ToDisplayString()}' a serializer of its own with [KvSerializer]",
            IParameterSymbol => "keep it in a public property",
            IEventSymbol => $"give '{type.ToDisplayString()}' a serializer of its own with [KvSerializer]",
            _ => $"show it in a public property that can be set, give '{type.ToDisplayString()}' a serializer of its own with [KvSerializer]",
        };
        return new UnserializableException($"'{NameOf(holder)}' {why}; {show}{ignore}.", namesMember: true)
        {
            HiddenState = holder,
        };
    }

    /// <summary>For what a collection keeps beside its elements.</summary>
    public static UnserializableException OfCollection(ISymbol holder, string why, INamedTypeSymbol type, Compilation compilation) =>
        new($"'{NameOf(holder)}' {why}; {(IsOwn(type, compilation) ? "mark it [IgnoreMember] if that is meant, or keep the collection in a member of a class" : Named(type))}.", namesMember: true)
        {
            HiddenState = holder,
        };

    /// <summary>For a member that would not come back.</summary>
    public static UnserializableException Lost(ObjectMember member, string why, INamedTypeSymbol type, Compilation compilation) =>
        new($"'{member.Display}' {why}; {(IsOwn(member.Symbol, compilation) ? "give it a setter, or mark it [IgnoreMember] if it is computed" : Named(type))}.", namesMember: IsOwn(member.Symbol, compilation));

    /// <summary>What can be done to a type: a change of one's own, a serializer for another's.</summary>
    public static string Add(string change, INamedTypeSymbol type, Compilation compilation) =>
        IsOwn(type, compilation) ? $"{change}, or write an IKvSerializer and name it in the attribute's Serializer or with [KvSerializer]" : Named(type);

    public static string Named(INamedTypeSymbol type) =>
        $"write an IKvSerializer for it and name it with [assembly: KvSerializerFor(typeof({type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}), …)]";

    /// <summary>Whether it is the framework's.</summary>
    public static bool IsSystem(ISymbol symbol) =>
        symbol.ContainingNamespace?.ToDisplayString() is { } space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal));

    private static string NameOf(ISymbol holder) =>
        holder is INamedTypeSymbol type ? type.ToDisplayString() : $"{holder.ContainingType.ToDisplayString()}.{holder.Name}";

    private static bool IsOwn(ISymbol symbol, Compilation compilation) =>
        SymbolEqualityComparer.Default.Equals((symbol as INamedTypeSymbol ?? symbol.ContainingType).ContainingAssembly, compilation.Assembly);
}
