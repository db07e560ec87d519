using System.Runtime.CompilerServices;
using Derp.Kv.Generators.Parsing.Keys;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>An annotated method as the others of its type see it. Each is compared with all of them, so that it is read once and not once for each.</summary>
internal sealed class Sibling
{
    private static readonly ConditionalWeakTable<INamedTypeSymbol, Sibling[]> s_known = new();

    private readonly Lazy<GeneratedSignature[]> _generated;

    private Sibling(IMethodSymbol body, IReadOnlyList<StageAttribute> attributes)
    {
        Body = body;
        Attributes = attributes;
        WrapperName = WrapperNames.Of(body, attributes);
        Signature = IdentityText.Signature(body);
        _generated = new(() => [.. GeneratedSignature.Of(body, attributes)]);
    }

    public IMethodSymbol Body { get; }

    public IReadOnlyList<StageAttribute> Attributes { get; }

    /// <summary>Null if it has none.</summary>
    public string? WrapperName { get; }

    /// <summary>That of the body: the order of emission.</summary>
    public string Signature { get; }

    /// <summary>What is generated for it.</summary>
    public IReadOnlyList<GeneratedSignature> Generated => _generated.Value;

    /// <summary>All of a type, in declared order.</summary>
    public static IReadOnlyList<Sibling> Of(INamedTypeSymbol type) => s_known.GetValue(type, static t =>
    [
        .. from member in t.GetMembers().OfType<IMethodSymbol>()
           where member.PartialDefinitionPart is null
           let attributes = AnnotatedMethod.AttributesOf(member)
           where attributes.Count > 0
           select new Sibling(member, attributes),
    ]);
}
