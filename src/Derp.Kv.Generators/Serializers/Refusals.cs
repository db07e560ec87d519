using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers;

/// <summary>What is refused whatever its members are, each with its reason and remedy.</summary>
internal static class Refusals
{
    private const string CustomSerializer = "write an IKvSerializer and name it in the attribute's Serializer";

    public static UnserializableException Of(ITypeSymbol type)
    {
        var name = type.ToDisplayString();
        return new UnserializableException(type.TypeKind switch
        {
            TypeKind.TypeParameter => $"'{name}' is a type parameter, whose members are not known at compile time; use a concrete type, or {CustomSerializer}.",
            TypeKind.Dynamic => $"'{name}' does not tell which type its value has; use a concrete type.",
            TypeKind.Array => $"'{name}' has more than four dimensions; use an array of arrays.",
            TypeKind.Pointer or TypeKind.FunctionPointer => $"'{name}' is a pointer, which means nothing in another process; use a concrete type.",
            TypeKind.Error => $"'{name}' is not a known type.",
            _ => $"'{name}' cannot be serialized; use a concrete type, or {CustomSerializer}.",
        });
    }

    public static void ThrowIfNotAnObject(INamedTypeSymbol type)
    {
        if (Reason(type) is { } reason)
            throw new UnserializableException($"'{type.ToDisplayString()}' {reason}.");
    }

    private static string? Reason(INamedTypeSymbol type)
    {
        if (type.IsUnboundGenericType || Arguments(type).Any(HasTypeParameter))
            return $"has a type argument that is not known at compile time; use a concrete type, or {CustomSerializer}";
        if (type.SpecialType == SpecialType.System_Object)
            return "does not tell which type its value has; use a concrete type";
        if (type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr)
            return "has different sizes on different machines; use an integer of fixed width";
        if (type.FindAttribute("System.ObsoleteAttribute")?.ConstructorArguments is [_, { Value: true }])
            return "is obsolete as an error, so that generated code cannot name it; use another type";
        if (type.IsStatic)
            return "is static and has no values";
        if (type.TypeKind == TypeKind.Delegate)
            return "is a delegate, which is code and not data; use a concrete type";
        if (type.IsRefLikeType)
            return "is a ref struct, which cannot outlive the call; use a class, record or struct";
        if (UnionPlan.IsUnion(type))
            return null;
        if (type.TypeKind == TypeKind.Interface || type.IsAbstract)
            return $"is {(type.TypeKind == TypeKind.Interface ? "an interface" : "abstract")}, so that the type to create is not known; use a concrete type, list its cases with [Union], or {CustomSerializer}";
        if (type.AllInterfaces.Any(i => i.SpecialType == SpecialType.System_Collections_IEnumerable))
            return $"is a collection that has no built-in serializer; use an array, a List<T> or a Dictionary<TKey, TValue>, or {CustomSerializer}";
        return null;
    }

    private static IEnumerable<ITypeSymbol> Arguments(INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? type.TypeArguments.Concat(Arguments(outer)) : type.TypeArguments;

    private static bool HasTypeParameter(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol => true,
        IArrayTypeSymbol array => HasTypeParameter(array.ElementType),
        INamedTypeSymbol named => Arguments(named).Any(HasTypeParameter),
        _ => false,
    };
}
