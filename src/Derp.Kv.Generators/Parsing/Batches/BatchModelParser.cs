using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Batches;

/// <summary>Makes of the last stage of a batch what its wrapper calls: a descriptor of many items over the entries of one.</summary>
internal static class BatchModelParser
{
    private const string Entries = "Entries";

    /// <summary>The stages and the batch; the stages as they are for a method without one.</summary>
    public static (EquatableArray<StageModel> Stages, BatchModel? Batch) Parse(AnnotatedMethod method, EquatableArray<StageModel> stages, CancellationToken ct)
    {
        if (method.Batch is not { } batch || method.Cached is not { } attribute || method.Findings.Refused)
            return (stages, null);
        var stage = stages[stages.Count - 1];
        var model = new BatchModel(
            batch.Each.Symbol.Ordinal,
            batch.Each.Item.Annotated(method.Aliases),
            new UniqueNames(method.Symbol.TypeParameters.Select(static p => p.Name)).Next(Entries),
            true,
            attribute.Get("MaxBatch", 1000))
        {
            IsAligned = batch.Shape.IsAligned,
            ConvertsValues = batch.Shape.ConvertsValues,
            TakesList = batch.Each.IsList,
            NeedsForgiving = batch.Shape.IsAligned is false
                && ((INamedTypeSymbol)method.Result!).TypeArguments[0].Annotated(method.Aliases) != batch.Each.Item.Annotated(method.Aliases),
        };
        if (!attribute.Sets(SharedName.Setting) || attribute.IsNull(SharedName.Setting))
            return (stages, model);
        return SharedEntriesParser.Parse(method, batch, attribute, stage, ct) is var (key, entries, needsForgiving)
            ? (stages.Take(stages.Count - 1).Append(stage with { Key = key }).ToEquatableArray(), model with { Entries = needsForgiving ? entries + "!" : entries, OwnsEntries = false })
            : (stages, null);
    }
}
