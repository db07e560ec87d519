using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;

namespace Derp.Kv.Generators.Emit;

/// <summary>The call of a cached method that has more than a plain body.</summary>
internal static class CallEmitter
{
    /// <summary>Whether the method's wrapper makes it.</summary>
    public static bool Has(MethodModel method) =>
        method.Batch is null && (method.Body.Decides || method.Body.Previous is not null || method.Scope is not null || method.Wrapper.Hit != HitKind.None);

    /// <summary>Writes it, in the wrapper or in the lambda of an outer stage.</summary>
    public static void Write(SourceWriter writer, MethodModel method, StageModel stage, State state, int index, string client, Func<int, string> argument, string token, bool returnsTask)
    {
        writer.WriteLine($"{method.Holder.Name}{method.Wrapper.TypeParameters}.{stage.Field}.{(method.Wrapper.Hit != HitKind.None ? "CallHitAsync" : returnsTask ? "CallTaskAsync" : "CallAsync")}(");
        using (writer.Indent())
        {
            writer.WriteLine(client + ",");
            writer.WriteList("new(", WrapperEmitter.KeyArguments(stage.Key, argument), "),");
            writer.WriteLine();
            InvocationEmitter.WriteState(writer, state, index);
            writer.WriteLine("new()");
            using (writer.WriteBlock(","))
            {
                WriteBody(writer, method, state, stage);
                if (!stage.Tags.IsEmpty)
                    InvocationEmitter.WriteTags(writer, method, state, stage, "Tags = ");
                if (method.Scope is { } scope)
                    ScopeEmitter.Write(writer, method, stage, state, scope);
            }

            writer.Write(token + ")");
        }
    }

    private static void WriteBody(SourceWriter writer, MethodModel method, State state, StageModel stage)
    {
        var token = method.Wrapper.Parameters.Any(static p => p.IsToken) ? state.Token : "_";
        if (method.Body is { Decides: false, Previous: null })
        {
            writer.Write($"Plain = static ({state.Lambda}, {token}) => ");
            InvocationEmitter.WriteBodyCall(writer, method, state, stage, end: ",");
            writer.WriteLine();
            return;
        }

        var hasPrevious = method.Body.Previous is not null;
        var previous = hasPrevious ? new UniqueNames([method.Body.Name, method.Holder.Name, state.Lambda, state.Token]).Next("previous") : "_";

        // A plain result becomes one that leaves all to the attribute.
        var (modifier, before, after) = method.Body.Decides ? ("", "", "") : ("async ", $"global::Derp.Kv.Cacheable.From{(method.Body.KeepsSequence ? $"<{method.Body.ResultType}>" : "")}(await ", ".ConfigureAwait(false))");
        writer.Write($"Deciding = static {modifier}({state.Lambda}, {previous}, {token}) =>{(method.Body.KeepsSequence ? "\n    " : " ")}{before}");
        InvocationEmitter.WriteBodyCall(writer, method, state, stage, previous, isAwaited: !method.Body.Decides, after + ",");
        writer.WriteLine();
    }
}
