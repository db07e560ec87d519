using Derp.Kv.Generators.Serializers.State;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers;

/// <summary>
/// What is assumed of a type of another assembly, whose private parts the compiler does not show. A property without a
/// setter and without a field of its own is computed if it gives a plain value, and of the framework only in value types.
/// </summary>
internal static class ForeignMembers
{
    public static bool LooksComputed(ObjectMember member) =>
        member.Symbol is IPropertySymbol { ContainingType: var owner } property
        && (Remedies.IsSystem(property) ? owner.IsValueType : !Storage.IsAutomatic(property))
        && IsPlainValue(member.Type);

    private static bool IsPlainValue(ITypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Enum } or { SpecialType: SpecialType.System_String or SpecialType.System_Decimal or SpecialType.System_DateTime } => true,
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => IsPlainValue(nullable.TypeArguments[0]),
        _ => type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_Double
            || (type.IsValueType && Remedies.IsSystem(type)),
    };
}
