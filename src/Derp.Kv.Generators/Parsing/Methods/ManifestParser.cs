using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Freshness;
using Derp.Kv.Generators.Parsing.Invalidation;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Settings;
using Derp.Kv.Generators.Parsing.Tags;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>What the assembly's manifest tells of a method that can be wrapped: a line for each attribute.</summary>
internal static class ManifestParser
{
    private const string MaxBatch = "MaxBatch";

    public static EquatableArray<ManifestEntry> Parse(AnnotatedMethod method, string wrapperName, EquatableArray<StageModel> stages)
    {
        var name = $"{IdentityText.Of(method.Type)}.{wrapperName}";
        var parameters = Parameters(method).ToEquatableArray();
        var entries = new List<ManifestEntry>();
        var (next, invalidation) = (0, -1);
        foreach (var attribute in method.Attributes)
        {
            // All that a method invalidates is one stage.
            var isInvalidation = attribute.Kind == StageKind.Invalidates;
            if (isInvalidation && invalidation < 0)
                invalidation = next++;
            var stage = stages[isInvalidation ? invalidation : next++];
            entries.Add(new ManifestEntry(name, stage.DisplayName, attribute.Kind)
            {
                Template = isInvalidation ? null : stage.Template,
                ValueType = stage.StoredType,
                SharesWith = attribute.Kind == StageKind.Cached && SharedName.Of(attribute) is { } shared ? $"{IdentityText.Of(method.Type)}.{shared.Name}" : null,
                Invalidates = isInvalidation ? attribute.Target : null,
                Tags = attribute.Kind == StageKind.Cached ? TagsParser.Names(method, attribute).ToEquatableArray() : default,
                Parameters = parameters,
                ScopedAs = attribute.Kind == StageKind.Cached ? ScopeParser.Registered(method).ToEquatableArray() : default,
                Settings = SettingTexts.Read(attribute).Where(s => s.Name != MaxBatch || method.Batch is not null).ToEquatableArray(),
            });
        }

        return entries.ToEquatableArray();
    }

    private static IEnumerable<ManifestParameter> Parameters(AnnotatedMethod method) =>
        method.Parameters
            .Where(static p => !p.Type.IsCancellationToken() && !DeferralParser.IsDeferral(p.Type))
            .Select(static p => new ManifestParameter(p.Name, IdentityText.Of(p.Type), Role(p)))
            .Concat(method.Values.All.Select(v => new ManifestParameter(string.Join(".", method.Values.PathOf(v.Ordinal)), IdentityText.Of(method.Values.TypeOf(v.Ordinal)), "Instance")));

    private static string? Role(IParameterSymbol parameter) =>
        EachParameter.Is(parameter) ? "Each" : parameter.HasAttribute("NotKeyAttribute") ? "NotKey" : null;
}
