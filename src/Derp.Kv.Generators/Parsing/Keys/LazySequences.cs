using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Serializers;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>A sequence that may be readable only once.</summary>
/// <param name="Type">The interface.</param>
/// <param name="Member">The member that holds it, as <c>Type.Member</c>; null if the type itself is the sequence, or an item of it.</param>
internal sealed record LazySequence(ITypeSymbol Type, string? Member);

/// <summary>
/// Interfaces that guarantee only one pass. After a key or a fingerprint has read one, the body may find it empty;
/// after the result was stored, the first caller may.
/// </summary>
internal static class LazySequences
{
    private static readonly (string Namespace, string Name)[] s_readOnce =
    [
        ("System.Collections", "IEnumerable"),
        ("System.Collections", "IEnumerator"),
        ("System.Collections.Generic", "IAsyncEnumerable`1"),
        ("System.Collections.Generic", "IAsyncEnumerator`1"),
    ];

    private static readonly (string Namespace, string Name)[] s_counted =
    [
        ("System.Collections", "ICollection"),
        ("System.Collections.Generic", "ICollection`1"),
        ("System.Collections.Generic", "IReadOnlyCollection`1"),
        ("System.Collections.Immutable", "IImmutableQueue`1"),
        ("System.Collections.Immutable", "IImmutableStack`1"),
    ];

    public static bool IsLazy(this ITypeSymbol type) =>
        type.TypeKind == TypeKind.Interface && IsAny(type, s_readOnce) && !IsAny(type, s_counted);

    /// <summary>The sequence itself, one among the type's items or arguments, or one in a member that a serializer would write; null if there is none.</summary>
    public static LazySequence? Find(ITypeSymbol type, Compilation compilation) =>
        Find(type, null, compilation, new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default));

    /// <summary>What to take instead: a list of the same items; null if the items have no type.</summary>
    public static INamedTypeSymbol? ListFor(ITypeSymbol lazy, Compilation compilation)
    {
        var sequence = lazy is INamedTypeSymbol named
            ? named.AllInterfaces.Prepend(named).FirstOrDefault(static i =>
                i.Is("System.Collections.Generic", "IEnumerable`1") || i.Is("System.Collections.Generic", "IAsyncEnumerable`1") || i.Is("System.Collections.Generic", "IEnumerator`1") || i.Is("System.Collections.Generic", "IAsyncEnumerator`1"))
            : null;
        return sequence is null
            ? null
            : compilation.GetSpecialType(SpecialType.System_Collections_Generic_IReadOnlyList_T).Construct(sequence.TypeArguments, sequence.TypeArgumentNullableAnnotations);
    }

    private static LazySequence? Find(ITypeSymbol type, string? member, Compilation compilation, HashSet<ITypeSymbol> seen)
    {
        type = type.Underlying();
        if (type is IArrayTypeSymbol array)
            return Find(array.ElementType, member, compilation, seen);
        if (type is not INamedTypeSymbol named || !seen.Add(type))
            return null;
        if (named.IsLazy())
            return new LazySequence(named, member);
        if (HasOwnFormat(named, compilation))
            return null;

        // What is in a collection, and in the framework's other generic types.
        foreach (var item in named.TypeArguments.Concat(named.AllInterfaces.Where(static i => i.Is("System.Collections.Generic", "IEnumerable`1")).SelectMany(static i => i.TypeArguments)))
        {
            if (Find(item, member, compilation, seen) is { } found)
                return found;
        }

        foreach (var (name, part) in PartsOf(named))
        {
            if (Find(part, name, compilation, seen) is { } found)
                return found;
        }

        return null;
    }

    private static bool HasOwnFormat(INamedTypeSymbol type, Compilation compilation)
    {
        try
        {
            return OwnFormats.Expression(type, compilation) is not null;
        }
        catch (UnserializableException)
        {
            // It is refused for that.
            return true;
        }
    }

    private static List<(string Name, ITypeSymbol Type)> PartsOf(INamedTypeSymbol type)
    {
        if (type.SpecialType != SpecialType.None || type.TypeKind is not (TypeKind.Class or TypeKind.Struct or TypeKind.Interface) || KeyMembersParser.BelongsToSystem(type))
            return [];
        try
        {
            var cases = type.GetAttributes()
                .Where(static a => a.AttributeClass.Is("MessagePack", "UnionAttribute"))
                .SelectMany(static a => a.ConstructorArguments)
                .Select(static a => a.Value)
                .OfType<ITypeSymbol>()
                .Select(static t => (t.Name, t));
            return ObjectContract.Read(type).Members.Select(static m => (m.Display, m.Type)).Concat(cases).ToList();
        }
        catch (UnserializableException)
        {
            // It is refused for that.
            return [];
        }
    }

    private static bool IsAny(ITypeSymbol type, (string Namespace, string Name)[] known) =>
        type.AllInterfaces.Concat(type is INamedTypeSymbol named ? [named] : []).Any(i => known.Any(k => i.Is(k.Namespace, k.Name)));
}
