using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>
/// The widest accessibility that a wrapper can have: public, unless a type of its signature is less accessible than the
/// type that contains it.
/// </summary>
internal static class AccessibilityParser
{
    /// <param name="body">The annotated method.</param>
    /// <param name="others">Types of the signature that the body has not.</param>
    public static string Of(IMethodSymbol body, IEnumerable<ITypeSymbol>? others = null)
    {
        var container = body.ContainingType;
        bool isInternal = false, isProtected = false, isPrivate = false;
        foreach (var type in SignatureTypes(body).Concat(others ?? []))
        {
            type.Any(t =>
            {
                for (var s = t as INamedTypeSymbol; s is not null; s = s.ContainingType)
                    Restrict(s, container, ref isInternal, ref isProtected, ref isPrivate);
                return false;
            });
        }

        // A protected member of a type without descendants is a warning or an error; private does as well.
        isPrivate |= isProtected && (container.IsSealed || container.IsStatic || container.IsValueType);
        return (isPrivate, isProtected, isInternal) switch
        {
            (true, _, _) => "private",
            (_, true, true) => "private protected",
            (_, true, _) => "protected",
            (_, _, true) => "internal",
            _ => "public",
        };
    }

    private static IEnumerable<ITypeSymbol> SignatureTypes(IMethodSymbol body) =>
        body.Parameters.Select(p => p.Type)
            .Append(body.ReturnType)
            .Concat(body.TypeParameters.SelectMany(p => p.ConstraintTypes));

    private static void Restrict(INamedTypeSymbol type, INamedTypeSymbol container, ref bool isInternal, ref bool isProtected, ref bool isPrivate)
    {
        switch (type.DeclaredAccessibility)
        {
            case Accessibility.Private:
                isPrivate |= !IsHidden(container, type.ContainingType, orProtected: false);
                break;
            case Accessibility.Internal:
            case Accessibility.ProtectedOrInternal:
                isInternal |= !IsWithinAssembly(container);
                break;
            case Accessibility.Protected:
                RestrictToFamily(type.ContainingType, container, ref isProtected, ref isPrivate);
                break;
            case Accessibility.ProtectedAndInternal:
                isInternal |= !IsWithinAssembly(container);
                RestrictToFamily(type.ContainingType, container, ref isProtected, ref isPrivate);
                break;
        }
    }

    private static void RestrictToFamily(INamedTypeSymbol owner, INamedTypeSymbol container, ref bool isProtected, ref bool isPrivate)
    {
        if (IsHidden(container, owner, orProtected: true))
            return;
        if (DerivesFrom(container, owner))
            isProtected = true;
        else
            isPrivate = true;
    }

    private static bool IsWithinAssembly(INamedTypeSymbol container)
    {
        for (var t = container; t is not null; t = t.ContainingType)
        {
            if (t.DeclaredAccessibility is Accessibility.Internal or Accessibility.Private or Accessibility.ProtectedAndInternal)
                return true;
        }

        return false;
    }

    // Whether no more than the owner (and its descendants) sees the container anyway.
    private static bool IsHidden(INamedTypeSymbol container, INamedTypeSymbol owner, bool orProtected)
    {
        for (var t = container; t.ContainingType is { } outer; t = outer)
        {
            if (t.DeclaredAccessibility == Accessibility.Private && (IsWithin(outer, owner) || (orProtected && DerivesFrom(outer, owner))))
                return true;
            if (orProtected && t.DeclaredAccessibility is (Accessibility.Protected or Accessibility.ProtectedAndInternal) && DerivesFrom(outer, owner))
                return true;
        }

        return false;
    }

    private static bool IsWithin(INamedTypeSymbol inner, INamedTypeSymbol outer)
    {
        for (var t = inner; t is not null; t = t.ContainingType)
        {
            if (SymbolEqualityComparer.Default.Equals(t.OriginalDefinition, outer.OriginalDefinition))
                return true;
        }

        return false;
    }

    private static bool DerivesFrom(INamedTypeSymbol type, INamedTypeSymbol owner)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(t.OriginalDefinition, owner.OriginalDefinition))
                return true;
        }

        return false;
    }
}
