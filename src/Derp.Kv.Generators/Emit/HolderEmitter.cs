using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;

namespace Derp.Kv.Generators.Emit;

/// <summary>The nested class with a method's descriptors and keys.</summary>
internal static class HolderEmitter
{
    public static void Emit(SourceWriter writer, MethodModel method)
    {
        writer.WriteLine(Constants.GeneratedCode);
        writer.WriteLine($"private static class {method.Holder.Name}{method.Holder.TypeParameters}");
        using (writer.Indent())
        {
            foreach (var constraint in method.Holder.Constraints)
                writer.WriteLine(constraint);
        }

        using (writer.WriteBlock())
        {
            foreach (var stage in method.Stages)
            {
                WriteDescriptor(writer, stage);
                writer.WriteLine();
            }

            for (var i = 0; i < method.Stages.Count; i++)
            {
                if (i > 0)
                    writer.WriteLine();
                KeyEmitter.Emit(writer, method.Stages[i].Key);
            }
        }
    }

    private static void WriteDescriptor(SourceWriter writer, StageModel stage)
    {
        var type = stage.Kind switch
        {
            StageKind.Cached => $"global::Derp.Kv.Runtime.CachedMethod<{stage.Key.Name}, {stage.ValueType}>",
            StageKind.Idempotent => $"global::Derp.Kv.Runtime.IdempotentMethod<{stage.Key.Name}, {stage.ValueType}>",
            _ => $"global::Derp.Kv.Runtime.RateLimitedMethod<{stage.Key.Name}>",
        };
        writer.WriteLine($"public static readonly {type} {stage.Field} = new(");
        using (writer.Indent())
        {
            writer.WriteLine(Display.Literal(stage.DisplayName) + ",");
            writer.WriteLine($"template: {Display.Literal(stage.Template)},");
            if (stage.StoredType is not null)
                writer.WriteLine($"type: {Display.Literal(stage.StoredType)},");
            if (stage.Serializer is not null)
                writer.WriteLine(stage.Serializer + ",");
            writer.WriteLine($"new() {{ {string.Join(", ", stage.Settings)} }});");
        }
    }
}
