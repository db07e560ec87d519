using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>Warns of a key of an idempotent method that is declared as nullable: a call with null is rejected (I25, DKV0029).</summary>
internal static class NullableKey
{
    public static void Warn(AnnotatedMethod method, Place place, string name, IParameterSymbol? parameter)
    {
        // The fix removes the ? from the parameter, if it is the parameter's own and null is not its default.
        var isItsOwn = parameter is not null
            && (parameter.Type.NullableAnnotation == NullableAnnotation.Annotated || parameter.Type.NullableArgument() is not null)
            && !(parameter.HasExplicitDefaultValue && parameter.ExplicitDefaultValue is null);
        method.Findings.Warn(
            Descriptors.NullableKey,
            parameter is null || !isItsOwn ? place : Place.Of(parameter),
            Hint.Parameter(isItsOwn ? parameter!.Name : ""),
            name,
            method.Symbol.Name);
    }
}
