using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Serializers;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing;

/// <summary>The serializer of a result: the attribute's own, or a generated one.</summary>
internal static class SerializerParser
{
    public static string? ForResult(AnnotatedMethod method, StageAttribute attribute, ITypeSymbol value, List<SerializerModel> models, CancellationToken ct)
    {
        if (attribute.Sets("Serializer") && attribute.Get<ITypeSymbol?>("Serializer", null) is { } custom)
            return Custom(method, attribute, value, custom);
        if (OwnFormats.SerializerOf(value.Underlying(), method.Compilation) is { } own)
            return Instance(method, method.Name, value, own, OwnFormats.Misfit(own, value.Underlying(), method.Compilation, method.Type));
        if (value.Any(static t => t.TypeKind == TypeKind.TypeParameter))
        {
            method.Findings.Add(
                Descriptors.Unserializable,
                method.Name,
                $"The result of '{method.Symbol.Name}' contains a type parameter, for which no serializer can be generated; set Serializer");
            return null;
        }

        return Generated(method, value, method.Name, models, ct);
    }

    /// <summary>For an argument of a fingerprint.</summary>
    public static string? ForParameter(AnnotatedMethod method, IParameterSymbol parameter, List<SerializerModel> models, CancellationToken ct)
    {
        if (parameter.Type.IsService())
        {
            if (CacheRefuses(method, parameter))
                method.Findings.RefuseSilently();
            else
                method.Findings.Add(Descriptors.Unserializable, Place.Of(parameter), $"Parameter '{parameter.Name}' cannot be part of the fingerprint: {ServiceTypes.Problem}");
            return null;
        }

        if (!parameter.Type.Any(static t => t.TypeKind == TypeKind.TypeParameter))
            return Generated(method, parameter.Type, Place.Of(parameter), models, ct);
        method.Findings.Add(
            Descriptors.Unserializable,
            Place.Of(parameter),
            $"Parameter '{parameter.Name}' is part of the fingerprint, but its type contains a type parameter, for which no serializer can be generated; mark it [NotKey] or name it in the template");
        return null;
    }

    // Of a service that no template names, the key of the cache says all there is to say.
    private static bool CacheRefuses(AnnotatedMethod method, IParameterSymbol parameter) =>
        method.Cached is { } cached
        && (cached.Template is null
            || (Template.TryParse(cached.Template, out var segments, out _)
                && !segments.OfType<TemplateHole>().Any(h => h.Name == parameter.Name)));

    private static string? Generated(AnnotatedMethod method, ITypeSymbol type, Place place, List<SerializerModel> models, CancellationToken ct)
    {
        var resolution = SerializerResolver.Resolve(type, method.Compilation, ct);
        models.AddRange(resolution.Models);
        if (resolution.HiddenState is { } id)
            method.Findings.AddHinted(Descriptors.HiddenState, place, Hint.State(id), resolution.Problem);
        else if (resolution.Expression is null)
            method.Findings.Add(Descriptors.Unserializable, place, resolution.Problem);
        return resolution.Expression;
    }

    private static string? Custom(AnnotatedMethod method, StageAttribute attribute, ITypeSymbol value, ITypeSymbol custom)
    {
        if (custom.TypeKind == TypeKind.Error || custom is not INamedTypeSymbol serializer)
        {
            method.Findings.RefuseSilently();
            return null;
        }

        var target = value.Underlying();
        if (serializer.IsUnboundGenericType)
            serializer = Close(serializer.OriginalDefinition, target) ?? serializer;
        var reason = serializer.IsUnboundGenericType
            ? "it needs as many type arguments as there are type parameters in the result"
            : OwnFormats.Misfit(serializer, target, method.Compilation, method.Type);
        return Instance(method, attribute.At("Serializer"), value, serializer, reason);
    }

    private static string? Instance(AnnotatedMethod method, Place place, ITypeSymbol value, INamedTypeSymbol serializer, string? misfit)
    {
        if (misfit is not null)
        {
            method.Findings.Add(Descriptors.SerializerType, place, serializer.Name, misfit);
            return null;
        }

        var instance = $"new {serializer.Annotated(method.Aliases)}()";
        return value.NullableArgument() is { } underlying
            ? $"new global::Derp.Kv.Runtime.NullableSerializer<{underlying.Annotated(method.Aliases)}>({instance})"
            : instance;
    }

    // typeof cannot name the type parameters of a result: an open serializer is closed over them, in order of appearance.
    private static INamedTypeSymbol? Close(INamedTypeSymbol serializer, ITypeSymbol value)
    {
        var parameters = new List<ITypeSymbol>();
        value.Any(t =>
        {
            if (t is ITypeParameterSymbol && !parameters.Contains(t, SymbolEqualityComparer.Default))
                parameters.Add(t.WithNullableAnnotation(NullableAnnotation.NotAnnotated));
            return false;
        });
        return parameters.Count == serializer.Arity ? serializer.Construct([.. parameters]) : null;
    }
}
