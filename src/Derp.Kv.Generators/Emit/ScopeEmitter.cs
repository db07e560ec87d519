using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;

namespace Derp.Kv.Generators.Emit;

/// <summary>
/// The same call on an instance of another service scope. Its key is made anew: what the template reads from the instance may
/// be another value there.
/// </summary>
internal static class ScopeEmitter
{
    /// <summary>The member of the call.</summary>
    public static void Write(SourceWriter writer, MethodModel method, StageModel stage, State state, ScopeModel scope)
    {
        var names = new UniqueNames([method.Body.Name, method.Holder.Name, state.Lambda]);
        var (self, services) = (names.Next("self"), names.Next("services"));
        writer.WriteLine($"InScope = static ({state.Lambda}, {services}) =>");
        using (writer.WriteBlock(","))
        {
            writer.WriteList(
                $"var {self} = global::Derp.Kv.Runtime.ScopedInstance.Of<{scope.Type}>({services}, [",
                [.. scope.Interfaces.Select(static i => $"typeof({i})")],
                "]);");
            writer.WriteLine();

            // What the state has of the instance is for the key alone.
            var elements = state.With(self);
            var inScope = elements.Count == 1 ? self : $"({string.Join(", ", elements)})";
            writer.WriteList("return (", [inScope, Key(method, stage, state, scope, self)], ");");
            writer.WriteLine();
        }
    }

    /// <summary>The method that makes the key where only the instance itself can.</summary>
    public static void WriteKeyMethod(SourceWriter writer, MethodModel method, StageModel stage, string name, Func<int, string> argument)
    {
        var parameters = stage.Key.Fields
            .Where(static f => f.Ordinal > InstanceValue.FirstOrdinal)
            .Select(f => $"{f.Type} {method.Wrapper.Parameters.First(p => p.Ordinal == f.Ordinal).Name}")
            .ToList();
        writer.WriteLine(Constants.GeneratedCode);
        writer.WriteList($"private {method.Holder.Name}{method.Holder.TypeParameters}.{stage.Key.Name} {name}{method.Holder.TypeParameters}(", parameters, ")");
        writer.WriteLine(method.Holder.Constraints.IsEmpty ? " =>" : "");
        using (writer.Indent())
        {
            for (var i = 0; i < method.Holder.Constraints.Count; i++)
                writer.WriteLine(method.Holder.Constraints[i] + (i == method.Holder.Constraints.Count - 1 ? " =>" : ""));
            writer.WriteList("new(", WrapperEmitter.KeyArguments(stage.Key, argument), ");");
            writer.WriteLine();
        }
    }

    private static string Key(MethodModel method, StageModel stage, State state, ScopeModel scope, string self)
    {
        if (scope.KeyMethod is { } name)
            return $"{self}.{name}{method.Wrapper.TypeParameters}({string.Join(", ", stage.Key.Fields.Where(static f => f.Ordinal > InstanceValue.FirstOrdinal).Select(f => state.Argument(f.Ordinal)))})";
        const string instance = "this.";
        return $"new({string.Join(", ", WrapperEmitter.KeyArguments(stage.Key, ordinal =>
            ordinal > InstanceValue.FirstOrdinal ? state.Argument(ordinal)
            : method.Values.First(v => v.Ordinal == ordinal).Expression is var read && read.StartsWith(instance, StringComparison.Ordinal) ? $"{self}.{read.Substring(instance.Length)}"
            : read))})";
    }
}
