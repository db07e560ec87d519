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

    public static void Emit(SourceWriter writer, MethodModel method)
    {
        var state = State.Of(method);
        var token = method.Wrapper.Parameters.FirstOrDefault(static p => p.IsToken)?.Name ?? "default";
        var (before, after) = Conversion(method);
        writer.Write(before);
        WriteStage(writer, method, state, 0, method.Client, static p => p.Name, state.Expression, token);
        writer.WriteLine(after + ";");
    }

    private static void WriteStage(
        SourceWriter writer,
        MethodModel method,
        State state,
        int index,
        string client,
        Func<ParameterModel, string> argument,
        string stateArgument,
        string token)
    {
        var stage = method.Stages[index];
        var isLast = index == method.Stages.Count - 1;
        var usesToken = !isLast || method.Wrapper.Parameters.Any(static p => p.IsToken);
        var invoke = stage.ChoosesStatus ? "InvokeResultAsync" : "InvokeAsync";
        var lambda = $"static ({state.Lambda}, {(usesToken ? state.Token : "_")}) => ";

        writer.WriteLine($"{method.Holder.Name}{method.Wrapper.TypeParameters}.{stage.Field}.{invoke}(");
        using (writer.Indent())
        {
            writer.WriteLine(client + ",");
            writer.WriteLine($"new({WrapperEmitter.KeyArguments(stage.Key, method.Wrapper.Parameters, argument)}),");
            writer.WriteLine(stateArgument + ",");
            writer.Write(lambda);
            if (isLast)
                writer.Write(BodyCall(method, state, stage));
            else
                WriteStage(writer, method, state, index + 1, state.Client, state.Argument, state.Lambda, state.Token);
            writer.WriteLine(",");
            writer.Write(token + ")");
        }
    }

    // Only where the descriptor does not fix the type of the lambda's result must the expression say it.
    private static string BodyCall(MethodModel method, State state, StageModel stage)
    {
        var arguments = string.Join(", ", method.Wrapper.Parameters.Select(p => p.IsToken ? state.Token : state.Argument(p)));
        var target = method.Body.IsStatic ? "" : state.Self + ".";
        var call = $"{target}{method.Body.Name}({arguments})";
        return (method.Body.Returns, stage.Kind) switch
        {
            (ReturnKind.Task, StageKind.Idempotent) => $"global::Derp.Kv.Runtime.NoValue.FromAsync(new({call}))",
            (ReturnKind.ValueTask, StageKind.Idempotent) => $"global::Derp.Kv.Runtime.NoValue.FromAsync({call})",
            (ReturnKind.Task, _) => $"new {Task}({call})",
            (ReturnKind.TaskOfResult, StageKind.RateLimited) => $"new {Task}<{method.Body.ResultType}>({call})",
            (ReturnKind.TaskOfResult, _) => $"new({call})",
            _ => call,
        };
    }

    private static (string Before, string After) Conversion(MethodModel method) => method.Body.Returns switch
    {
        ReturnKind.Task or ReturnKind.TaskOfResult => ("", ".AsTask()"),
        // A ValueTask<NoValue> is no ValueTask, but its task is a task.
        ReturnKind.ValueTask when method.Stages.Any(static s => s.Kind == StageKind.Idempotent) => ("new(", ".AsTask())"),
        _ => ("", ""),
    };
}
