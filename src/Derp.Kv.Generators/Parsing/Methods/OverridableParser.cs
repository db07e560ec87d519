using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Keys;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>
/// Refuses a body that can be overridden (K10): the overrides would share keys, and each would get the other's
/// values. The runtime type cannot tell them apart, since keys are also built without an instance; a value that their key names can.
/// </summary>
internal static class OverridableParser
{
    public static void Check(AnnotatedMethod method)
    {
        if (CanBeOverridden(method.Symbol, method.Type) && !KeysTellApart(method.Symbol, method.Attributes))
            method.Findings.Add(Descriptors.Overridable, method.Name, method.Symbol.Name, "can be overridden", Remedy(method.Type));
    }

    /// <summary>Whether a derived type can replace the member.</summary>
    public static bool CanBeOverridden(ISymbol member, INamedTypeSymbol type) =>
        !type.IsSealed && !type.IsStatic && (member.IsAbstract || member.IsVirtual || (member.IsOverride && !member.IsSealed));

    /// <summary>Whether the key of each attribute names a value that each override can set.</summary>
    public static bool KeysTellApart(IMethodSymbol body, IEnumerable<StageAttribute> attributes) => attributes.Where(static a => a.Kind is not (StageKind.Tag or StageKind.Invalidates)).All(attribute =>
        InstancePlaceholders.Of(body, attribute).Any(path => InstancePlaceholders.Member(body.ContainingType, path[0]) is { } member && IsChosen(member, body.ContainingType)));

    /// <summary>The end of the message.</summary>
    public static string Remedy(INamedTypeSymbol type) =>
        $"{(type.IsAbstract ? "" : $"seal '{type.Name}', or ")}name in the template a property that each override sets";

    // Members that are overridden too; or, if all instances are of derived types, values that their constructors pass on.
    private static bool IsChosen(ISymbol member, INamedTypeSymbol type) => member switch
    {
        IPropertySymbol property when CanBeOverridden(property, type) => true,
        IParameterSymbol or IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null or { IsInitOnly: true } } => type.IsAbstract,
        _ => false,
    };
}
