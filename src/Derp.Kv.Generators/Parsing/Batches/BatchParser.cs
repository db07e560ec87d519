using System.Globalization;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Batches;

/// <summary>A cached method with an <c>[Each]</c> parameter, as it was read.</summary>
/// <param name="Each">The parameter.</param>
/// <param name="Shape">How the result holds the values.</param>
internal sealed record Batch(EachParameter Each, BatchShape Shape);

/// <summary>Reads what <c>[Each]</c> makes of a method, and refuses what it cannot.</summary>
internal static class BatchParser
{
    /// <summary>The batch; null for a method without one, and for one that was refused.</summary>
    public static Batch? Parse(AnnotatedMethod method)
    {
        var marked = method.Symbol.Parameters.Where(EachParameter.Is).ToList();
        if (marked.Count == 0)
        {
            RefuseSettings(method);
            return null;
        }

        if (method.Cached is not { } cached)
        {
            foreach (var parameter in marked)
                method.Findings.AddHinted(Descriptors.EachWithoutCache, Place.Of(parameter), Hint.Setting("Each"), parameter.Name, $"'{method.Symbol.Name}' is not [Cached]");
            return null;
        }

        CheckSettings(method, cached);
        if (method.Attributes.Any(static a => a.Kind == StageKind.Idempotent))
            method.Findings.Add(Descriptors.EachWithIdempotent, method.Name, method.Symbol.Name);
        foreach (var second in marked.Skip(1))
            method.Findings.AddHinted(Descriptors.EachParameter, Place.Of(second), Hint.Setting("Each"), second.Name, $"'{marked[0].Name}' is [Each] already, and one collection has the items; name '{second.Name}' in the template as a whole");
        return Problem(marked[0]) is { } problem ? Refuse(method, marked[0], problem) : Shape(method, new EachParameter(marked[0], EachParameter.ItemOf(marked[0].Type)!));
    }

    private static Batch? Shape(AnnotatedMethod method, EachParameter each)
    {
        if (ItemEquality.Problem(each.Item) is { } unequal)
            method.Findings.Add(Descriptors.EachItem, Place.Of(each.Symbol), each.Symbol.Name, BatchShape.Shown(each.Item), unequal);
        // A method without a result has a diagnostic of its own.
        if (method.Result is not { } result)
            return null;
        if (BatchShape.Of(method, each, result, out var problem) is { } shape)
            return new Batch(each, shape);
        method.Findings.Add(Descriptors.BatchResult, method.Name, method.Symbol.Name, BatchShape.Shown(method.Symbol.ReturnType), problem);
        return null;
    }

    private static string? Problem(IParameterSymbol parameter) => parameter switch
    {
        _ when parameter.HasAttribute("NotKeyAttribute") => "it is [NotKey], and each item has a key",
        _ when EachParameter.ItemOf(parameter.Type) is null => $"its type is '{BatchShape.Shown(parameter.Type)}'; take {EachParameter.Types}",
        { Type.NullableAnnotation: NullableAnnotation.Annotated } => "it may be null; take an empty collection for no items",
        _ when EachParameter.ItemOf(parameter.Type) is { } item && (item.NullableAnnotation == NullableAnnotation.Annotated || item.NullableArgument() is not null) =>
            $"an item of type '{BatchShape.Shown(item)}' may be null, and null has no value of its own; take non-null items",
        _ => null,
    };

    private static Batch? Refuse(AnnotatedMethod method, IParameterSymbol parameter, string problem)
    {
        method.Findings.AddHinted(Descriptors.EachParameter, Place.Of(parameter), Hint.Parameter(parameter.Type.NullableAnnotation == NullableAnnotation.Annotated ? parameter.Name : ""), parameter.Name, problem);
        return null;
    }

    private static void RefuseSettings(AnnotatedMethod method)
    {
        if (method.Cached is not { } cached)
            return;
        foreach (var name in (string[])["SharesWith", "MaxBatch"])
        {
            if (cached.Sets(name))
                method.Findings.AddHinted(Descriptors.BatchSetting, cached.At(name), Hint.Setting(name), name, method.Symbol.Name);
        }
    }

    private static void CheckSettings(AnnotatedMethod method, StageAttribute cached)
    {
        if (cached.Get("MaxBatch", 1000) is < 1 and var most)
            method.Findings.Add(Descriptors.OutOfRange, cached.At("MaxBatch"), "MaxBatch", most.ToString(CultureInfo.InvariantCulture), "1 or more");
    }
}
