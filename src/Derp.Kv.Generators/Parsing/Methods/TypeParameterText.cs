using System.Collections.Immutable;
using Derp.Kv.Generators.Infrastructure;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>Type parameters and their constraints, as C# writes them.</summary>
internal static class TypeParameterText
{
    /// <summary><c>&lt;TKey, TValue&gt;</c>, or nothing.</summary>
    public static string List(ImmutableArray<ITypeParameterSymbol> parameters) =>
        parameters.IsEmpty ? "" : $"<{string.Join(", ", parameters.Select(p => Display.EscapeType(p.Name)))}>";

    /// <summary>One <c>where</c> clause per item, in the order that the language asks for.</summary>
    public static EquatableArray<string> Constraints(ImmutableArray<ITypeParameterSymbol> parameters, ExternAliases aliases) =>
        parameters.Select(p => Constraint(p, aliases)).Where(c => c.Length > 0).ToEquatableArray();

    private static string Constraint(ITypeParameterSymbol parameter, ExternAliases aliases)
    {
        var constraints = new List<string>();
        if (parameter.HasUnmanagedTypeConstraint)
            constraints.Add("unmanaged");
        else if (parameter.HasValueTypeConstraint)
            constraints.Add("struct");
        else if (parameter.HasReferenceTypeConstraint)
            constraints.Add(parameter.ReferenceTypeConstraintNullableAnnotation == NullableAnnotation.Annotated ? "class?" : "class");
        else if (parameter.HasNotNullConstraint)
            constraints.Add("notnull");
        constraints.AddRange(parameter.ConstraintTypes.Select(t => t.Annotated(aliases)));
        if (parameter.HasConstructorConstraint)
            constraints.Add("new()");
        if (parameter.AllowsRefLikeType)
            constraints.Add("allows ref struct");
        return constraints.Count == 0 ? "" : $"where {Display.Escape(parameter.Name)} : {string.Join(", ", constraints)}";
    }
}
