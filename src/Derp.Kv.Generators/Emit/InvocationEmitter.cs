using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;

namespace Derp.Kv.Generators.Emit;

/// <summary>
/// The wrapper's expression: the outermost descriptor is called with the state, and each body is a static lambda that
/// finds all it needs there, so that a call allocates no closure.
/// </summary>
internal static class InvocationEmitter
{
    private const string Task = "global::System.Threading.Tasks.ValueTask";

    /// <param name="writer">Where it goes.</param>
    /// <param name="method">The method.</param>
    /// <param name="argument">What stands for a parameter or a value of the instance in the wrapper.</param>
    public static void Emit(SourceWriter writer, MethodModel method, Func<int, string> argument)
    {
        if (method.Stages[0].Kind == StageKind.Tag)
        {
            WriteTag(writer, method, argument);
            return;
        }

        var state = State.Of(method, argument);
        var token = method.Wrapper.Parameters.FirstOrDefault(static p => p.IsToken)?.Name ?? "default";
        var (before, after) = Conversion(method);
        writer.Write(before);
        WriteStage(writer, method, state, 0, method.Client, argument, token);
        writer.WriteLine(after + ";");
    }

    private static void WriteTag(SourceWriter writer, MethodModel method, Func<int, string> argument)
    {
        var token = method.Wrapper.Parameters.FirstOrDefault(static p => p.IsToken)?.Name ?? "default";
        var key = $"new({string.Join(", ", WrapperEmitter.KeyArguments(method.Stages[0].Key, argument))})";
        var end = method.Body.Returns == ReturnKind.Task ? ").AsTask();" : ");";
        writer.WriteList($"{method.Holder.Name}.{method.Stages[0].Field}.InvalidateAsync(", [method.Client, key, token], end);
        writer.WriteLine();
    }

    /// <param name="writer">Where they go.</param>
    /// <param name="method">The method.</param>
    /// <param name="state">Of its wrapper.</param>
    /// <param name="stage">Which has them.</param>
    /// <param name="before">What stands before the lambda.</param>
    public static void WriteTags(SourceWriter writer, MethodModel method, State state, StageModel stage, string before = "")
    {
        var tags = new UniqueNames([method.Body.Name, method.Holder.Name, state.Lambda]).Next("tags");
        WriteTags(writer, method, $"{before}static ({state.Lambda}, {tags})", tags, stage, state.Argument);
    }

    // A list of statements only if there are several tags.
    public static void WriteTags(SourceWriter writer, MethodModel method, string lambda, string tags, StageModel stage, Func<int, string> argument)
    {
        var calls = stage.Tags.Select(t => $"{tags}.Add(new {method.Holder.Name}{method.Wrapper.TypeParameters}.{t.Name}({string.Join(", ", t.Fields.Select(f => Forgiven(method, f.Ordinal, argument(f.Ordinal))))}))").ToList();
        if (calls.Count == 1)
        {
            writer.WriteLine($"{lambda} => {calls[0]},");
            return;
        }

        writer.WriteLine($"{lambda} =>");
        using (writer.WriteBlock(","))
        {
            foreach (var call in calls)
                writer.WriteLine(call + ";");
        }
    }

    private static string Forgiven(MethodModel method, int ordinal, string argument) =>
        argument + (method.Wrapper.Parameters.Any(p => p.Ordinal == ordinal && p.NeedsForgiving) ? "!" : "");

    private static void WriteStage(SourceWriter writer, MethodModel method, State state, int index, string client, Func<int, string> argument, string token)
    {
        var stage = method.Stages[index];
        if (stage.Kind == StageKind.Cached && method.Batch is { } batch)
        {
            BatchEmitter.WriteInvocation(writer, method, stage, batch, state, index, client, argument, token);
            return;
        }

        if (stage.Kind == StageKind.Cached && CallEmitter.Has(method))
        {
            CallEmitter.Write(writer, method, stage, state, index, client, argument, token, index == 0 && ReturnsEntrysTask(method));
            return;
        }

        // Inside of a ledger the state has the transaction beside it.
        var (own, within) = (state, index > 0 && method.Stages[index - 1].IsLedger ? state.WithTransaction : state);
        var next = index == 0 ? method.OuterStages : index + 1;
        var isLast = next == method.Stages.Count;
        var usesToken = !isLast || method.Wrapper.Parameters.Any(static p => p.IsToken);
        var invoke = stage.ChoosesStatus ? "InvokeResultAsync" : index == 0 && ReturnsEntrysTask(method) ? "InvokeTaskAsync" : "InvokeAsync";

        var holder = $"{method.Holder.Name}{method.Wrapper.TypeParameters}.";
        var isMany = next - index > 1;
        writer.WriteLine($"{(isMany ? "global::Derp.Kv.Runtime.RateLimits" : holder + stage.Field)}.{invoke}(");
        using (writer.Indent())
        {
            if (stage.IsLedger)
                writer.WriteLine((index == 0 ? method.Ledger : own.Ledger) + ",");
            if (stage.UsesClient)
                writer.WriteLine(client + ",");
            if (isMany)
            {
                WriteLimits(writer, method, holder, argument);
            }
            else if (stage.Invalidation is null)
            {
                writer.WriteList("new(", WrapperEmitter.KeyArguments(stage.Key, argument), "),");
                writer.WriteLine();
            }

            if (within == own)
                WriteState(writer, own, index);
            else
                writer.WriteLine(own.Both + ",");
            writer.Write($"static ({own.Lambda}, {(stage.IsLedger ? own.Transaction + ", " : "")}{(usesToken ? own.Token : "_")}) => ");
            if (isLast)
                WriteBodyCall(writer, method, within, stage);
            else
                WriteStage(writer, method, within, next, within.Client, within.Argument, within.Token);
            writer.WriteLine(",");
            if (!stage.Tags.IsEmpty)
                WriteTags(writer, method, within, stage);
            if (stage.Invalidation is { } invalidation)
                InvalidationEmitter.Emit(writer, method, within, invalidation, argument);
            writer.Write(token + ")");
        }
    }

    private static void WriteLimits(SourceWriter writer, MethodModel method, string holder, Func<int, string> argument)
    {
        writer.WriteLine("[");
        using (writer.Indent())
        {
            foreach (var limit in method.Stages.Take(method.OuterStages))
            {
                writer.WriteList($"{holder}{limit.Field}.With(new(", WrapperEmitter.KeyArguments(limit.Key, argument), ")),");
                writer.WriteLine();
            }
        }

        writer.WriteLine("],");
    }

    public static void WriteState(SourceWriter writer, State state, int index)
    {
        if (index > 0)
            writer.Write(state.Lambda + ",");
        else if (state.Elements.Count < 2)
            writer.Write((state.Elements.Count == 0 ? "0" : state.Elements[0]) + ",");
        else
            writer.WriteList("(", state.Elements, "),");
        writer.WriteLine();
    }

    /// <summary>The call of the body. It names its type only if the descriptor does not fix the type of the lambda's result.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="method">The method.</param>
    /// <param name="state">Of its wrapper.</param>
    /// <param name="stage">The innermost.</param>
    /// <param name="previous">What is passed for the value of before, if the body takes it.</param>
    /// <param name="isAwaited">Whether the lambda waits for it.</param>
    /// <param name="end">Behind it.</param>
    public static void WriteBodyCall(SourceWriter writer, MethodModel method, State state, StageModel stage, string previous = "", bool isAwaited = false, string end = "")
    {
        var arguments = method.Wrapper.Parameters
            .Select(p => p.IsToken ? state.Token : state.Argument(p.Ordinal) + (p.NeedsForgiving ? "!" : ""))
            .ToList();
        if (method.Body.Previous is { } ordinal)
            arguments.Insert(method.Wrapper.Parameters.Count(p => p.Ordinal < ordinal), previous);
        if (method.Body.Transaction is { } transaction)
            arguments.Insert(method.Wrapper.Parameters.Count(p => p.Ordinal < transaction), state.Transaction);
        var (before, after) = (method.Body.Returns, stage.Kind) switch
        {
            _ when method.Body.KeepsSequence => (
                $"global::Derp.Kv.Runtime.Sequences.KeepAsync({(method.Body.NeedsForgiving ? "(" : "")}",
                method.Body.NeedsForgiving ? ")!)!" : ")"),
            _ when isAwaited => ("", ""),
            (ReturnKind.Task, StageKind.Idempotent or StageKind.Invalidates) => ("global::Derp.Kv.Runtime.NoValue.FromAsync(new(", "))"),
            (ReturnKind.ValueTask, StageKind.Idempotent or StageKind.Invalidates) => ("global::Derp.Kv.Runtime.NoValue.FromAsync(", ")"),
            (ReturnKind.Task, _) => ($"new {Task}(", ")"),
            (ReturnKind.TaskOfResult, StageKind.RateLimited) => ($"new {Task}<{method.Body.ResultType}>(", ")"),
            (ReturnKind.TaskOfResult, _) => ("new(", ")"),
            _ => ("", ""),
        };
        var target = method.Body.IsStatic ? "" : state.Self + ".";
        writer.WriteList($"{before}{target}{method.Body.Name}(", arguments, ")" + after + end, reserve: 1);
    }

    // The task of a near entry goes to the caller as it is, without a value task around it.
    private static bool ReturnsEntrysTask(MethodModel method) =>
        method.Batch is null && method.Stages[0].IsNear && method.Body.Returns == ReturnKind.TaskOfResult && method.Wrapper.Hit == HitKind.None;

    private static (string Before, string After) Conversion(MethodModel method) => method.Body.Returns switch
    {
        _ when ReturnsEntrysTask(method) => ("", ""),
        _ when method.Batch is { } batch => BatchEmitter.Conversion(batch),
        _ when method.Wrapper.Hit != HitKind.None => ("", method.Wrapper.Hit == HitKind.Task ? ".AsTask()" : ""),
        ReturnKind.Task or ReturnKind.TaskOfResult => ("", ".AsTask()"),
        // A ValueTask<NoValue> is no ValueTask, but its task is a task.
        ReturnKind.ValueTask when method.Stages.Any(static s => s.Kind is StageKind.Idempotent or StageKind.Invalidates) => ("new(", ".AsTask())"),
        _ => ("", ""),
    };
}
