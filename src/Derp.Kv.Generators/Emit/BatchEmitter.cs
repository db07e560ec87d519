using System.Globalization;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;

namespace Derp.Kv.Generators.Emit;

/// <summary>What a method with an <c>[Each]</c> parameter has instead of the calls of a single one.</summary>
internal static class BatchEmitter
{
    private const string Values = "global::Derp.Kv.Runtime.BatchValues";
    private const int DefaultMaxBatch = 1000;

    /// <summary>The descriptor of many items, behind that of the entries.</summary>
    public static void WriteDescriptor(SourceWriter writer, StageModel stage, BatchModel batch)
    {
        writer.WriteList("public static readonly global::Derp.Kv.Runtime.CachedBatchMethod<", [stage.Key.Name, batch.ItemType, stage.ValueType!], $"> {stage.Field} = new(");
        writer.WriteLine();
        using (writer.Indent())
        {
            writer.WriteLine(Display.Literal(stage.DisplayName) + ",");
            writer.WriteLine(batch.Entries + (batch.MaxBatch == DefaultMaxBatch ? ");" : $",\nmaxBatch: {batch.MaxBatch.ToString(CultureInfo.InvariantCulture)});"));
        }
    }

    /// <summary>A head whose method waits for the result.</summary>
    public static SignatureModel Async(SignatureModel wrapper)
    {
        // Nothing may stand between partial and the type.
        const string partial = "partial";
        var modifiers = wrapper.Modifiers;
        return wrapper with
        {
            Modifiers = modifiers.EndsWith(partial, StringComparison.Ordinal) ? $"{modifiers.Substring(0, modifiers.Length - partial.Length)}async {partial}" : modifiers + " async",
        };
    }

    /// <summary>What stands around the whole call in the wrapper.</summary>
    public static (string Before, string After) Conversion(BatchModel batch) => (batch.ConvertsValues, batch.NeedsForgiving) switch
    {
        (true, true) => ($"{Values}.ToPlain((await ", ".ConfigureAwait(false))!)!"),
        (true, false) => ($"{Values}.ToPlain(await ", ".ConfigureAwait(false))"),
        (false, true) => ("(await ", ".ConfigureAwait(false))!"),
        _ => ("await ", ".ConfigureAwait(false)"),
    };

    /// <summary>The call of the descriptor.</summary>
    public static void WriteInvocation(SourceWriter writer, MethodModel method, StageModel stage, BatchModel batch, State state, int index, string client, Func<int, string> argument, string token)
    {
        writer.WriteLine($"{method.Holder.Name}{method.Wrapper.TypeParameters}.{stage.Field}.Invoke{(batch.IsAligned ? "Aligned" : "")}{(method.Body.Decides ? "Deciding" : "")}Async(");
        using (writer.Indent())
        {
            writer.WriteLine(client + ",");
            writer.WriteLine(argument(batch.Ordinal) + ",");
            InvocationEmitter.WriteState(writer, state, index);
            WriteKey(writer, stage, batch, state);
            WriteBody(writer, method, batch, state);
            WriteTags(writer, method, stage, batch, state);
            writer.Write(token + ")");
        }
    }

    /// <summary>The expression of the invalidation.</summary>
    public static void WriteInvalidation(SourceWriter writer, MethodModel method, StageModel stage, BatchModel batch, SignatureModel invalidate, Func<int, string> argument)
    {
        var state = State.OfKey(method, stage.Key, batch, invalidate.Parameters, argument);
        writer.WriteLine($"{method.Holder.Name}{invalidate.TypeParameters}.{stage.Field}.InvalidateManyAsync(");
        using (writer.Indent())
        {
            writer.WriteLine(method.InvalidateClient + ",");
            writer.WriteLine(argument(batch.Ordinal) + ",");
            InvocationEmitter.WriteState(writer, state, 0);
            WriteKey(writer, stage, batch, state);
            writer.WriteLine(invalidate.Parameters.First(static p => p.IsToken).Name + ");");
        }
    }

    private static void WriteKey(SourceWriter writer, StageModel stage, BatchModel batch, State state)
    {
        writer.WriteList(
            $"static ({state.Lambda}, {state.Item}) => new(",
            WrapperEmitter.KeyArguments(stage.Key, ordinal => ordinal == batch.Ordinal ? state.Item : state.Argument(ordinal)),
            "),");
        writer.WriteLine();
    }

    private static void WriteTags(SourceWriter writer, MethodModel method, StageModel stage, BatchModel batch, State state)
    {
        if (stage.Tags.IsEmpty)
        {
            writer.WriteLine("tags: null,");
            return;
        }

        var tags = new UniqueNames([method.Body.Name, method.Holder.Name, state.Lambda, state.Item]).Next("tags");
        InvocationEmitter.WriteTags(writer, method, $"static ({state.Lambda}, {state.Item}, {tags})", tags, stage, ordinal => ordinal == batch.Ordinal ? state.Item : state.Argument(ordinal));
    }

    private static void WriteBody(SourceWriter writer, MethodModel method, BatchModel batch, State state)
    {
        var usesToken = method.Wrapper.Parameters.Any(static p => p.IsToken);
        var arguments = method.Wrapper.Parameters
            .Select(p => p.IsToken ? state.Token
                : p.Ordinal == batch.Ordinal ? batch.TakesList ? $"[.. {state.Items}]" : state.Items
                : state.Argument(p.Ordinal) + (p.NeedsForgiving ? "!" : ""))
            .ToList();
        var target = method.Body.IsStatic ? "" : state.Self + ".";
        var (before, after) = (batch.ConvertsValues, batch.NeedsForgiving) switch
        {
            (true, true) => ($"{Values}.ToNullable((await ", ".ConfigureAwait(false))!)!"),
            (true, false) => ($"{Values}.ToNullable(await ", ".ConfigureAwait(false))"),
            (false, true) => ("(await ", ".ConfigureAwait(false))!"),
            _ => ("await ", ".ConfigureAwait(false)"),
        };
        writer.WriteList(
            $"static async ({state.Lambda}, {state.Items}, {(usesToken ? state.Token : "_")}) => {before}{target}{method.Body.Name}(",
            arguments,
            $"){after},");
        writer.WriteLine();
    }
}
