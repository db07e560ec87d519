using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Keys;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Invalidation;

/// <summary>How a value becomes the argument of a key's parameter: itself, or each of its items.</summary>
internal static class ArgumentForms
{
    /// <summary>The form, or null if the types do not fit.</summary>
    /// <param name="path">Where the value comes from.</param>
    /// <param name="parameter">Where it goes.</param>
    /// <param name="isForgiven">Whether attributes say of null what the value's type does not.</param>
    public static ArgumentForm? Of(PathParser.Path path, TargetParameter parameter, bool isForgiven)
    {
        var mayBeNull = path.IsConditional || MayBeNull(path.Type);
        if (IsSame(path.Type.Underlying(), parameter.Type.Underlying()))
        {
            return mayBeNull && !parameter.TakesNull ? ArgumentForm.IfPresent
                : isForgiven ? ArgumentForm.Forgiven
                : ArgumentForm.Plain;
        }

        if (path.Type.IsLazy() || ItemOf(path.Type) is not { } item || !IsSame(item.Underlying(), parameter.Type.Underlying()))
            return null;
        var skips = MayBeNull(item) && !parameter.TakesNull;
        return path.Type.Is("System.Collections.Immutable", "ImmutableArray`1")
            ? skips ? ArgumentForm.EachPresentOfArray : ArgumentForm.EachOfArray
            : skips ? ArgumentForm.EachPresent : ArgumentForm.Each;
    }

    /// <summary>Whether the items would fit, but reading them could leave none for the body or the caller.</summary>
    public static bool IsLazyOf(ITypeSymbol type, TargetParameter parameter) =>
        type.IsLazy() && ItemOf(type) is { } item && IsSame(item.Underlying(), parameter.Type.Underlying());

    /// <summary>One type, whatever its annotations.</summary>
    public static bool IsSame(ITypeSymbol a, ITypeSymbol b) => IdentityText.Of(a) == IdentityText.Of(b);

    private static bool MayBeNull(ITypeSymbol type) => type.NullableArgument() is not null || type.NullableAnnotation == NullableAnnotation.Annotated;

    // Arrays and the framework's collections; what else a type of the user's keeps is not known.
    private static ITypeSymbol? ItemOf(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
            return array.Rank == 1 ? array.ElementType : null;
        return type is INamedTypeSymbol { Arity: 1 } named
            && type.ContainingNamespace.ToDisplayString() is "System.Collections.Generic" or "System.Collections.Immutable" or "System.Collections.ObjectModel" or "System.Collections.Frozen"
            && named.AllInterfaces.Append(named).Any(static i => i.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)
                ? named.TypeArguments[0]
                : null;
    }
}
