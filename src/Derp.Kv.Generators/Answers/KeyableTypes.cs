using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Keys;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Answers;

/// <summary>Values that a key can hold.</summary>
internal static class KeyableTypes
{
    public static bool IsKeyable(this ITypeSymbol? type, Compilation compilation) => Of(type, compilation) is not null;

    /// <summary>Whether the value has no members of its own in a key, so that the key must contain the whole value.</summary>
    public static bool IsPlain(this ITypeSymbol? type, Compilation compilation) =>
        Of(type, compilation) is { Value: not (MembersValue or NullableValue { Inner: MembersValue }) };

    private static Keyable? Of(ITypeSymbol? type, Compilation compilation) =>
        type is null || type.HasError() ? null : KeyValueParser.Find(type);
}
