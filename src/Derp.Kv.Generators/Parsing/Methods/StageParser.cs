using System.Globalization;
using Derp.Kv.Generators.Copying;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Invalidation;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Settings;
using Derp.Kv.Generators.Parsing.Tags;
using Derp.Kv.Generators.Serializers;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>What each attribute puts around the body, in the order of nesting.</summary>
internal static class StageParser
{
    public static EquatableArray<StageModel> Parse(
        AnnotatedMethod method,
        string wrapperName,
        IReadOnlyList<EquatableArray<string>> settings,
        List<SerializerModel> serializers,
        List<CopyModel> copies,
        CancellationToken ct)
    {
        // Members of the holder must not have the names of the method's type parameters.
        var names = new UniqueNames(method.Symbol.TypeParameters.Select(p => p.Name));
        var stages = new List<StageModel>();
        for (var i = 0; i < method.Attributes.Count; i++)
        {
            var attribute = method.Attributes[i];
            if (attribute.Kind == StageKind.Invalidates)
            {
                if (stages.All(static s => s.Kind != StageKind.Invalidates) && InvalidationParser.Parse(method, wrapperName, names) is { } invalidation)
                    stages.Add(invalidation);
                continue;
            }

            var key = KeyParser.Parse(method, attribute, wrapperName);
            var number = method.Attributes.Take(i).Count(a => a.Kind == attribute.Kind) + 1;
            if (attribute.Kind == StageKind.Tag)
                TagMethods.CheckKey(method, attribute, key);
            var (value, choosesStatus) = ValueOf(method, attribute.Kind);
            var serializer = SerializerOf(method, attribute, value, serializers, ct);
            var sharing = SharingParser.Parse(method, attribute, value, ct);
            copies.AddRange(sharing.Copy?.Models ?? default);
            stages.Add(new StageModel(
                attribute.Kind,
                names.Next(FieldName(attribute.Kind)),
                DescriptorName.Of(method.Symbol, wrapperName) + (number == 1 ? "" : "#" + number.ToString(CultureInfo.InvariantCulture)),
                attribute.Template ?? KeyParser.Identity(method, wrapperName),
                HasNoValue(attribute.Kind) ? null : value is null ? StoredTypeName.Void : StoredTypeName.Of(value),
                HasNoValue(attribute.Kind) ? null : value?.Annotated(method.Aliases) ?? "global::Derp.Kv.Runtime.NoValue",
                serializer,
                choosesStatus,
                settings[i].Concat(Derived(method, attribute, value, sharing)).ToEquatableArray(),
                KeyOf(method, attribute, key, names, serializers, ct))
            {
                IsNear = attribute.IsNear,
                IsLedger = attribute.IsLedger,
                ReplaysFromStore = attribute.ReplaysFromStore,
                Copy = sharing.Copy?.Expression,
                Tags = attribute.Kind == StageKind.Cached ? TagsParser.Parse(method, attribute, names) : default,
            });
        }

        return stages.ToEquatableArray();
    }

    /// <summary>Whether the result may be readable only once and is stored: then a list of it is.</summary>
    public static bool KeepsSequence(AnnotatedMethod method) =>
        method.Batch is null
        && method.Attributes.Any(static a => a.Kind is StageKind.Idempotent or StageKind.Cached)
        && ValueOf(method, StageKind.Idempotent).Value?.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T;

    // What the policy says about the result without a setting.
    private static IEnumerable<string> Derived(AnnotatedMethod method, StageAttribute attribute, ITypeSymbol? value, Sharing sharing)
    {
        if (ReturnsStored(method, attribute, value))
            yield return "ReturnsStored = true";
        if (sharing.IsFrozen)
            yield return "IsFrozen = true";
    }

    // A lazy sequence further inside was read for the record; the first caller gets what was stored. For a cached method
    // that holds for each caller.
    private static bool ReturnsStored(AnnotatedMethod method, StageAttribute attribute, ITypeSymbol? value)
    {
        if (attribute.Kind != StageKind.Idempotent || value is null || method.Findings.Refused)
            return false;
        var searched = KeepsSequence(method) ? ((INamedTypeSymbol)value).TypeArguments[0] : value;
        return LazySequences.Find(searched, method.Compilation) is not null;
    }

    private static bool HasNoValue(StageKind kind) => kind is StageKind.RateLimited or StageKind.Tag;

    private static string FieldName(StageKind kind) => kind switch
    {
        StageKind.Cached => "Cache",
        StageKind.Idempotent => "Once",
        StageKind.Tag => "Tag",
        _ => "Limit",
    };

    // An idempotent body that returns IdempotentResult<T> stores T and the status beside it.
    private static (ITypeSymbol? Value, bool ChoosesStatus) ValueOf(AnnotatedMethod method, StageKind kind) =>
        kind == StageKind.Idempotent && method.Result is INamedTypeSymbol result && result.IsKv("IdempotentResult`1")
            ? (result.TypeArguments[0], true)
            : (kind == StageKind.Cached && method.Batch is { } batch ? batch.Shape.Value : method.Result, false);

    private static string? SerializerOf(AnnotatedMethod method, StageAttribute attribute, ITypeSymbol? value, List<SerializerModel> serializers, CancellationToken ct)
    {
        if (HasNoValue(attribute.Kind) || method.Findings.Refused)
            return null;
        if (value is null)
            return "global::Derp.Kv.Runtime.NoValue.Serializer";
        var expression = SerializerParser.ForResult(method, attribute, value, serializers, ct);

        // Serializers are written for the non-nullable type; annotations do not matter to them.
        return expression is not null && value.Annotated(method.Aliases) != value.Qualified(method.Aliases) ? expression + "!" : expression;
    }

    private static KeyModel KeyOf(AnnotatedMethod method, StageAttribute attribute, KeyParser key, UniqueNames names, List<SerializerModel> serializers, CancellationToken ct)
    {
        var fingerprinted = attribute.Kind != StageKind.Idempotent || method.Findings.Refused
            ? []
            : method.Parameters
                .Where(p => !key.Whole.Contains(p, SymbolEqualityComparer.Default) && !p.Type.IsCancellationToken() && !p.HasAttribute("NotKeyAttribute") && !DeferralParser.IsDeferral(p.Type))
                .ToList();
        var fingerprint = fingerprinted
            .Select(p => new FingerprintPart(
                KeyFieldName.Of(p),
                p.Type.Qualified(method.Aliases),
                SerializerParser.ForParameter(method, p, isNamed: key.Used.Contains(p, SymbolEqualityComparer.Default), serializers, ct) ?? "",
                p.Type.Annotated(method.Aliases) != p.Type.Qualified(method.Aliases)))
            .ToEquatableArray();
        var fields = method.Symbol.Parameters
            .Where(p => key.Used.Contains(p, SymbolEqualityComparer.Default) || fingerprinted.Contains(p, SymbolEqualityComparer.Default))
            .Select(p => new KeyField(p.Ordinal, EachParameter.TypeInKey(p, attribute.Kind).Annotated(method.Aliases), KeyFieldName.Of(p)))
            .Concat(key.Values.Select(static v => new KeyField(v.Ordinal, v.Type, v.Name)))
            .ToEquatableArray();
        var model = new KeyModel(
            names.Next(FieldName(attribute.Kind) + "Key"),
            fields,
            key.Parts.ToEquatableArray(),
            TypeParametersInScope(method.Symbol).ToEquatableArray(),
            attribute.Kind == StageKind.Idempotent ? fingerprint : null);
        return attribute.IsNear && !method.Findings.Refused ? NearKeyParser.Parse(model, key.Placeholders, method.Aliases) : model;
    }

    /// <summary>Type parameters whose closed types are part of a method's keys, escaped.</summary>
    public static IEnumerable<string> TypeParametersInScope(IMethodSymbol method)
    {
        var types = new List<INamedTypeSymbol>();
        for (var t = method.ContainingType; t is not null; t = t.ContainingType)
            types.Insert(0, t);
        return types.SelectMany(t => t.TypeParameters).Concat(method.TypeParameters).Select(p => Display.Escape(p.Name));
    }
}
