using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Derp.Kv.Generators.Serializers;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Settings;

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

        if (value.IsLazy() && LazySequences.ListFor(value, method.Compilation) is { } list && value.OriginalDefinition.SpecialType != SpecialType.System_Collections_Generic_IEnumerable_T && !IsLookup(value))
        {
            method.Findings.Add(
                Descriptors.Unserializable,
                method.Name,
                $"The result of '{method.Symbol.Name}' is of type '{Shown(value)}', which produces its items while it is read, so that it cannot be stored; return an {Shown(list)}");
            return null;
        }

        return Generated(method, value, method.Name, models, ct);
    }

    /// <summary>For an argument of a fingerprint.</summary>
    /// <param name="method">The method.</param>
    /// <param name="parameter">The argument's parameter.</param>
    /// <param name="isNamed">Whether the template names a part of it.</param>
    /// <param name="models">Takes the serializers that it needs.</param>
    /// <param name="ct">Cancels the search.</param>
    public static string? ForParameter(AnnotatedMethod method, IParameterSymbol parameter, bool isNamed, List<SerializerModel> models, CancellationToken ct)
    {
        if (parameter.Type.IsService() && CacheRefuses(method, parameter))
        {
            method.Findings.RefuseSilently();
            return null;
        }

        if (LazySequences.Find(parameter.Type, method.Compilation) is { } lazy)
        {
            LazyFinding.Add(method, lazy, Place.Of(parameter), parameter.Name, parameter, parameter.Type, "the fingerprint");
            return null;
        }

        var problem = parameter.Type switch
        {
            _ when parameter.Type.IsService() => ServiceTypes.Problem,
            _ when parameter.Type.Any(static t => t.TypeKind == TypeKind.TypeParameter) => "its type contains a type parameter, for which no serializer can be generated",
            _ => null,
        };
        if (problem is null)
        {
            var resolution = SerializerResolver.Resolve(parameter.Type, method.Compilation, ct);
            models.AddRange(resolution.Models);
            if (resolution.Expression is { } expression)
                return expression;
            if (resolution.HiddenState is { } id)
            {
                method.Findings.AddHinted(Descriptors.HiddenState, Place.Of(parameter), Hint.State(id), resolution.Problem);
                return null;
            }

            problem = resolution.Problem!.TrimEnd('.');
        }

        method.Findings.Add(
            Descriptors.Unserializable,
            Place.Of(parameter),
            $"Parameter '{parameter.Name}' is part of the fingerprint{(isNamed ? ", of which the template names only a part" : "")}, and cannot be: {problem}{Remedy(method, parameter, isNamed)}");
        return null;
    }

    private static string Remedy(AnnotatedMethod method, IParameterSymbol parameter, bool isNamed)
    {
        if (parameter.Type.IsService())
            return "";
        var whole = !isNamed && KeyValueParser.Parse(parameter.Type, null, method.Aliases).Keyable is not null ? "name it in the template, or " : "";
        return $"; {whole}mark it [NotKey] if calls that differ only in it are the same operation";
    }

    // LINQ's own are in memory.
    private static bool IsLookup(ITypeSymbol type) => type.Is("System.Linq", "ILookup`2") || type.Is("System.Linq", "IGrouping`2");

    private static string Shown(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

    // A service that no template names has a diagnostic of the cache's key already.
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
