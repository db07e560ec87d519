using System.Collections.Immutable;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>How a value is written in a key, and the characters that its text may have.</summary>
internal sealed record Keyable(KeyValue Value, CharacterSet Text);

/// <summary>Knows the types that have a text of their own: one for each value, the same under every culture.</summary>
internal static class KeyValueParser
{
    /// <summary>The last remedy, and its condition: calls that differ only in the parameter share a result.</summary>
    public const string OrNotKey = ", or mark the parameter [NotKey] if it does not change the answer";

    private const string Remedy = "name one of its properties in the template, give a format, {name:format}" + OrNotKey;

    /// <summary>How to write the type, or why it cannot be.</summary>
    public static (Keyable? Keyable, string Problem) Parse(ITypeSymbol type, string? format, ExternAliases aliases) => Parse(type, format, aliases, []);

    /// <summary>How a key holds the type, for a question without generated code; null if it cannot.</summary>
    public static Keyable? Find(ITypeSymbol type) => Parse(type, null, ExternAliases.None).Keyable;

    /// <summary>As the other, within types that contain this one.</summary>
    public static (Keyable? Keyable, string Problem) Parse(ITypeSymbol type, string? format, ExternAliases aliases, ImmutableList<ITypeSymbol> around)
    {
        if (type.NullableArgument() is { } underlying)
        {
            var (inner, problem) = Parse(underlying, format, aliases, around);
            return inner is null ? (null, problem) : (new Keyable(new NullableValue(inner.Value), inner.Text | CharacterSet.Null), "");
        }

        if (format is not null)
        {
            if (!IsFormattable(type))
                return (null, "it is not IFormattable, so it cannot have a format");
            return FormatCheck.CanBeUsed(type, format)
                ? (new Keyable(new FormattedValue(format), CharacterSet.Escaped), "")
                : (null, $"it does not know the format '{format}'");
        }

        if (Plain(type) is { } plain)
            return (plain, "");
        if (type.IsLazy())
            return (null, "it may be readable only once; take a list");
        if (ItemOf(type) is { } item)
        {
            var (inner, problem) = Parse(item, null, aliases, around);
            if (inner is null)
                return (null, $"its items of type '{item.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}' cannot: {problem}");
            var list = new ListValue(inner.Value, type.Is("System.Collections.Immutable", "ImmutableArray`1"));
            return (new Keyable(list, inner.Text | CharacterSet.List | CharacterSet.Null), "");
        }

        if (type.IsService())
            return (null, ServiceTypes.Problem);
        if (KeyMembersParser.Parse(type, aliases, around) is { } members)
            return members;

        return (null, type switch
        {
            ITypeParameterSymbol => "a type parameter has no text of its own; " + Remedy,
            _ when IsUnordered(type) => "its items have no order, so that equal collections would have different keys; pass a sorted list",
            _ => "it has no text of its own; " + Remedy,
        });
    }

    private static Keyable? Plain(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } number })
            return Plain(number) is { } inner ? inner with { Value = new PlainValue(number.ToDisplayString()) } : null;
        return type.SpecialType switch
        {
            SpecialType.System_String => Of(CharacterSet.Escaped),
            SpecialType.System_Char => Of(CharacterSet.Escaped),
            SpecialType.System_Boolean => Of(CharacterSet.Boolean),
            SpecialType.System_Byte or SpecialType.System_UInt16 or SpecialType.System_UInt32 or SpecialType.System_UInt64 => Of(CharacterSet.Digits),
            SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_Int32 or SpecialType.System_Int64 => Of(CharacterSet.Signed),
            SpecialType.System_IntPtr => new Keyable(new PlainValue("long"), CharacterSet.Signed),
            SpecialType.System_UIntPtr => new Keyable(new PlainValue("ulong"), CharacterSet.Digits),
            SpecialType.System_Single or SpecialType.System_Double => Of(CharacterSet.Float),
            SpecialType.System_Decimal => Of(CharacterSet.Signed | CharacterSet.Of(".")),
            SpecialType.System_DateTime => Of(CharacterSet.Digits | CharacterSet.Of("T.ZL")),
            _ when type.Is("System", "Guid") => Of(CharacterSet.Guid),
            _ when type.Is("System", "DateTimeOffset") => Of(CharacterSet.Signed | CharacterSet.Of("T.+")),
            _ when type.Is("System", "TimeSpan") => Of(CharacterSet.Signed),
            _ when type.Is("System", "DateOnly") => Of(CharacterSet.Digits),
            _ when type.Is("System", "TimeOnly") => Of(CharacterSet.Digits | CharacterSet.Of(".")),
            _ when type.Is("System", "Half") => Of(CharacterSet.Float),
            _ when type.Is("System", "Int128") => Of(CharacterSet.Signed),
            _ when type.Is("System", "UInt128") => Of(CharacterSet.Digits),
            _ when type.Is("System.Net", "IPAddress") => Of(CharacterSet.Address),
            _ when type.Is("System.Net", "IPNetwork") => Of(CharacterSet.Address | CharacterSet.Of("_")),
            _ when type.Is("System", "Uri") || type.Is("System", "Version") => Of(CharacterSet.Escaped),
            _ => null,
        };
    }

    private static Keyable Of(CharacterSet text) => new(new PlainValue(null), text);

    // Arrays and the framework's ordered collections. A user's enumerable type may have more state.
    private static ITypeSymbol? ItemOf(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
            return array.Rank == 1 ? array.ElementType : null;
        if (type is not INamedTypeSymbol { Arity: 1 } named || IsUnordered(type))
            return null;
        var ns = type.ContainingNamespace.ToDisplayString();
        return ns is "System.Collections.Generic" or "System.Collections.Immutable" or "System.Collections.ObjectModel"
            && named.AllInterfaces.Append(named).Any(static i => i.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)
                ? named.TypeArguments[0]
                : null;
    }

    private static bool IsUnordered(ITypeSymbol type) =>
        type.AllInterfaces.Concat(type is INamedTypeSymbol named ? [named] : []).Any(static i =>
            i.MetadataName is "ISet`1" or "IReadOnlySet`1" or "IDictionary`2" or "IReadOnlyDictionary`2" or "IImmutableSet`1"
            && i.ContainingNamespace.ToDisplayString() is "System.Collections.Generic" or "System.Collections.Immutable");

    private static bool IsFormattable(ITypeSymbol type) =>
        type.TypeKind == TypeKind.Enum
        || type.Is("System", "IFormattable")
        || type.AllInterfaces.Any(static i => i.Is("System", "IFormattable"))
        || (type is ITypeParameterSymbol parameter && parameter.ConstraintTypes.Any(IsFormattable));
}
