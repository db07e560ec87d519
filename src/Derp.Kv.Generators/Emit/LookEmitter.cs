using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;

namespace Derp.Kv.Generators.Emit;

/// <summary>The method that looks for a cached value: the call of a wrapper without a body.</summary>
internal static class LookEmitter
{
    public static void Emit(SourceWriter writer, MethodModel method, SignatureModel look, Func<int, string> argument)
    {
        var stage = method.Stages[method.Stages.Count - 1];
        var token = look.Parameters.First(static p => p.IsToken).Name;
        var end = look.Hit == HitKind.Task ? ").AsTask();" : ");";
        var key = $"new({string.Join(", ", WrapperEmitter.KeyArguments(stage.Key, argument))})";
        var call = $"{method.Holder.Name}{look.TypeParameters}.{stage.Field}.TryGetAsync(";
        WrapperEmitter.WriteHead(writer, look, Constants.GeneratedCode, " =>");
        using (writer.Indent())
        {
            if (stage.Tags.IsEmpty)
            {
                writer.WriteList(call, [method.LookClient, key, token], end);
                writer.WriteLine();
                return;
            }

            writer.WriteLine(call);
            using (writer.Indent())
            {
                var state = State.OfTags(method, stage.Tags, look.Parameters, argument);
                writer.WriteLine(method.LookClient + ",");
                writer.WriteLine(key + ",");
                InvocationEmitter.WriteState(writer, state, 0);
                InvocationEmitter.WriteTags(writer, method with { Wrapper = look }, state, stage);
                writer.WriteLine(token + end);
            }
        }
    }
}
