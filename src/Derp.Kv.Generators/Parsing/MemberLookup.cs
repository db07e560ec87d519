using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing;

/// <summary>
/// Whether a method to generate has the signature of another member: the user's own partial declaration, which it then implements, or
/// a conflicting one. The analyzer sees what the generator has added; those members have its attribute and do not count.
/// </summary>
internal static class MemberLookup
{
    public const string Tool = "Derp.Kv";

    /// <summary>The declaration to implement, or null if there is none or a finding was added.</summary>
    public static IMethodSymbol? FindDeclaration(AnnotatedMethod method, GeneratedSignature signature)
    {
        var type = method.Type;
        if (signature.Name == type.Name)
            return Taken(method, signature, "a member cannot have the name of its type");
        if (type.TypeParameters.Any(p => p.Name == signature.Name))
            return Taken(method, signature, "a type parameter has this name");
        if (EarlierSibling(method, signature) is { } sibling)
        {
            return Taken(method, signature, TokenOverloads.AreTwins(sibling, method.Symbol)
                ? $"the overloads of '{sibling.Name}' with and without a CancellationToken have different keys; give them one template, Version and result, or annotate one and call its wrapper from the other"
                : $"a generated method of '{sibling.Name}' has this name and the same parameters");
        }


        foreach (var member in type.GetMembers(signature.Name))
        {
            if (member is not IMethodSymbol candidate)
            {
                if (!IsGenerated(member))
                    return Taken(method, signature, $"'{type.Name}' has another member of this name");
            }
            else if (signature.Matches(candidate))
            {
                if (IsOpen(candidate))
                    return candidate;
                if (!IsGenerated(candidate))
                    return Taken(method, signature, $"'{type.Name}' already has this method");
            }
        }

        return InheritedFrom(type, signature) is { } owner
            ? Taken(method, signature, $"'{owner.Name}' already has a member of this name, which it would hide; set Name or declare the wrapper as a partial method")
            : null;
    }

    /// <summary>Reports declarations of the wrapper's name that do not match an annotated method.</summary>
    public static void CheckOrphans(AnnotatedMethod method, string name)
    {
        var open = method.Type.GetMembers(name).OfType<IMethodSymbol>().Where(IsOpen).ToList();
        if (open.Count == 0)
            return;
        var wanted = Sibling.Of(method.Type).SelectMany(static s => s.Generated).ToList();
        foreach (var declaration in open.Where(d => !wanted.Any(w => w.Matches(d))))
            method.Findings.Add(Descriptors.DeclarationDiffers, Place.Of(declaration), declaration.Name, $"its parameters must be those of '{method.Symbol.Name}'");
    }

    public static bool IsGenerated(ISymbol symbol) => symbol.GetAttributes().Any(static a =>
        a.AttributeClass.Is("System.CodeDom.Compiler", "GeneratedCodeAttribute")
        && a.ConstructorArguments is [{ Value: Tool }, ..]);

    /// <summary>Whether a generated method is the head of a refused one.</summary>
    public static bool IsRefused(ISymbol symbol) => symbol.GetAttributes().Any(static a =>
        a.AttributeClass.Is("System.CodeDom.Compiler", "GeneratedCodeAttribute")
        && a.ConstructorArguments is [{ Value: Tool }, { Value: Emit.Constants.Refused }]);

    /// <summary>A partial method without implementation, or with ours.</summary>
    public static bool IsOpen(IMethodSymbol method) =>
        method.IsPartialDefinition && (method.PartialImplementationPart is not { } implementation || IsGenerated(implementation));

    private static IMethodSymbol? EarlierSibling(AnnotatedMethod method, GeneratedSignature signature)
    {
        var own = IdentityText.Signature(method.Symbol);
        var isPast = false;
        foreach (var sibling in Sibling.Of(method.Type))
        {
            isPast |= SymbolEqualityComparer.Default.Equals(sibling.Body, method.Symbol);
            // One text for two bodies: types of one name in two assemblies, each under an extern alias.
            var order = string.CompareOrdinal(sibling.Signature, own);
            if ((order < 0 || (order == 0 && !isPast)) && sibling.Generated.Contains(signature))
                return sibling.Body;
        }

        return null;
    }

    private static INamedTypeSymbol? InheritedFrom(INamedTypeSymbol type, GeneratedSignature signature)
    {
        for (var t = type.BaseType; t is not null; t = t.BaseType)
        {
            foreach (var member in t.GetMembers(signature.Name))
            {
                var visible = member.DeclaredAccessibility switch
                {
                    Accessibility.Private => false,
                    Accessibility.Internal or Accessibility.ProtectedAndInternal =>
                        SymbolEqualityComparer.Default.Equals(t.ContainingAssembly, type.ContainingAssembly),
                    _ => true,
                };
                if (visible && (member is not IMethodSymbol candidate || signature.Matches(candidate)))
                    return t;
            }
        }

        return null;
    }

    private static IMethodSymbol? Taken(AnnotatedMethod method, GeneratedSignature signature, string reason)
    {
        method.Findings.Add(Descriptors.NameTaken, method.Name, signature.Name, reason);
        return null;
    }
}
