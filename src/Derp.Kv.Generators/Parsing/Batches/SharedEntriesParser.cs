using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Freshness;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Batches;

/// <summary>The method for one item whose entries a batch has too (B7): both must have one key and one way to store a value.</summary>
internal static class SharedEntriesParser
{
    private static readonly string[] s_settings = ["Ttl", "LockTtl", "WaitTimeout", "Jitter", "Near", "RefreshAfter", "StaleIfError", "CacheNulls", "Version"];

    /// <summary>The key of the batch as the other method's holder has it, and its descriptor; null if they cannot be shared.</summary>
    public static (KeyModel Key, string Entries, bool NeedsForgiving)? Parse(AnnotatedMethod method, Batch batch, StageAttribute attribute, StageModel stage, CancellationToken ct)
    {
        if (SharedName.Of(attribute) is not { } shared)
        {
            method.Findings.RefuseSilently();
            return null;
        }

        if (Candidates(method, attribute, shared) is not { } candidates)
            return null;
        string? difference = null;
        foreach (var (body, attributes) in candidates)
        {
            if (MethodParser.Parse(body, method.Compilation, Findings.Discard(), ct) is not { Method: { Refusal: null } other })
                continue;
            var cached = other.Stages[other.Stages.Count - 1];
            if (Difference(method, batch, attribute, stage, body, attributes.First(static a => a.Kind == StageKind.Cached), cached) is { } found)
            {
                difference ??= found;
                continue;
            }

            return (
                cached.Key with
                {
                    Name = $"{other.Holder.Name}.{cached.Key.Name}",
                    Fields = cached.Key.Fields.Select(f => stage.Key.Fields.First(own => own.Name == f.Name)).ToEquatableArray(),
                },
                $"{other.Holder.Name}.{cached.Field}",
                cached.ValueType != stage.ValueType);
        }

        // A method that is refused has its own diagnostic.
        if (difference is null)
            method.Findings.RefuseSilently();
        else
            Refuse(method, attribute, shared, difference);
        return null;
    }

    private static IReadOnlyList<(IMethodSymbol Body, IReadOnlyList<StageAttribute> Attributes)>? Candidates(AnnotatedMethod method, StageAttribute attribute, SharedName shared)
    {
        if (shared.Type is not null && shared.Type != method.Type.Name)
            return Refuse(method, attribute, shared, $"it is a method of '{shared.Type}', and the entries of another type are its own");
        var found = shared.In(method.Type);
        if (found.Count == 0)
        {
            // Of an unknown name the compiler reports an error itself.
            if (!shared.IsBound)
                method.Findings.RefuseSilently();
            else if (method.Type.GetMembers(shared.Name).OfType<IMethodSymbol>().FirstOrDefault(m => WrapperNames.Of(m, AnnotatedMethod.AttributesOf(m)) is not null && AnnotatedMethod.AttributesOf(m).Count > 0) is { } body)
                RefuseBody(method, attribute, shared, WrapperNames.Of(body, AnnotatedMethod.AttributesOf(body))!);
            else
                Refuse(method, attribute, shared, $"'{method.Type.Name}' has no [Cached] wrapper of this name");
            return null;
        }

        var cached = found.Where(static m => m.Attributes.Any(static a => a.Kind == StageKind.Cached)).ToList();
        if (cached.Count == 0)
            return Refuse(method, attribute, shared, "it is not [Cached]");
        var single = cached.Where(m => EachParameter.Of(m.Body, m.Attributes) is null && !SymbolEqualityComparer.Default.Equals(m.Body, method.Symbol)).ToList();
        if (single.Count == 0)
            return Refuse(method, attribute, shared, "it has an [Each] parameter too; name the method for one item");
        return method.Symbol.Arity == 0 && single.Any(static m => m.Body.Arity == 0)
            ? [.. single.Where(static m => m.Body.Arity == 0)]
            : Refuse(method, attribute, shared, "generic methods cannot share entries");
    }

    // The first in the order of the settings' documentation.
    private static string? Difference(AnnotatedMethod method, Batch batch, StageAttribute ofBatch, StageModel stage, IMethodSymbol body, StageAttribute ofSingle, StageModel single)
    {
        if (ofBatch.Template is null || ofSingle.Template is null)
            return "both need a template; without one, each method has keys of its own";
        if (ofBatch.Template != ofSingle.Template)
            return $"its template is \"{ofSingle.Template}\"";
        if (KeyDifference(method, batch, body, stage, single) is { } key)
            return key;
        var value = PlainResult.Of(((INamedTypeSymbol)body.ReturnType).TypeArguments[0]);
        if (!SymbolEqualityComparer.Default.Equals(value, batch.Shape.Value))
            return $"it stores '{BatchShape.Shown(value)}', and the batch '{BatchShape.Shown(batch.Shape.Value)}'";
        foreach (var name in s_settings)
        {
            if (Setting(stage, name) != Setting(single, name))
                return $"its {name} is another";
        }

        // Stamps are stored in the order of the tags.
        if (!stage.Tags.Select(static t => t.Parts).SequenceEqual(single.Tags.Select(static t => t.Parts)))
            return "its Tags are others";
        return stage.Serializer?.TrimEnd('!') != single.Serializer?.TrimEnd('!') ? "its Serializer is another" : null;
    }

    private static string? KeyDifference(AnnotatedMethod method, Batch batch, IMethodSymbol body, StageModel stage, StageModel single)
    {
        foreach (var field in single.Key.Fields.Where(static f => f.Ordinal >= 0))
        {
            var theirs = body.Parameters[field.Ordinal];
            if (method.Symbol.Parameters.FirstOrDefault(p => p.Name == theirs.Name) is not { } own)
                return $"its '{theirs.Name}' is a parameter, and the batch has none of this name";
            var type = EachParameter.TypeInKey(own, StageKind.Cached);
            if (!SymbolEqualityComparer.Default.Equals(type, theirs.Type))
                return $"its '{theirs.Name}' is '{BatchShape.Shown(theirs.Type)}', and {(SymbolEqualityComparer.Default.Equals(own, batch.Each.Symbol) ? "an item" : "that")} of the batch '{BatchShape.Shown(type)}'";
        }

        var isSame = single.Key.Fields.Count == stage.Key.Fields.Count
            && single.Key.Fields.All(f => stage.Key.Fields.Any(own => own.Name == f.Name))
            && single.Key.Parts == stage.Key.Parts
            && single.Key.TypeParameters == stage.Key.TypeParameters;
        return isSame ? null : "its template means other values";
    }

    private static string? Setting(StageModel stage, string name) => stage.Settings.FirstOrDefault(s => s.StartsWith(name + " = ", StringComparison.Ordinal));

    private static IReadOnlyList<(IMethodSymbol Body, IReadOnlyList<StageAttribute> Attributes)>? Refuse(AnnotatedMethod method, StageAttribute attribute, SharedName shared, string reason)
    {
        method.Findings.Add(Descriptors.SharesWith, attribute.At(SharedName.Setting), method.Symbol.Name, shared.Name, reason);
        return null;
    }

    private static void RefuseBody(AnnotatedMethod method, StageAttribute attribute, SharedName shared, string wrapper) =>
        method.Findings.AddHinted(Descriptors.SharesWith, attribute.At(SharedName.Setting), Hint.Wrapper(wrapper), method.Symbol.Name, shared.Name, $"it is a body; name its wrapper '{wrapper}'");
}
