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
            var isFirst = true;
            foreach (var stage in method.Stages)
            {
                var batch = stage.Kind == StageKind.Cached ? method.Batch : null;
                if (batch is null or { OwnsEntries: true })
                {
                    Separate(writer, ref isFirst);
                    WriteDescriptor(writer, stage, batch?.Entries ?? stage.Field);
                }

                if (batch is not null)
                {
                    Separate(writer, ref isFirst);
                    BatchEmitter.WriteDescriptor(writer, stage, batch);
                }
            }

            foreach (var key in method.Stages.Where(static s => s.Invalidation is null).SelectMany(s => s.Kind != StageKind.Cached || method.Batch is null or { OwnsEntries: true } ? s.Tags.Prepend(s.Key) : s.Tags))
            {
                Separate(writer, ref isFirst);
                KeyEmitter.Emit(writer, key);
            }
        }
    }

    private static void Separate(SourceWriter writer, ref bool isFirst)
    {
        if (!isFirst)
            writer.WriteLine();
        isFirst = false;
    }

    private static void WriteDescriptor(SourceWriter writer, StageModel stage, string field)
    {
        if (stage.Kind == StageKind.Tag)
        {
            writer.WriteLine($"public static readonly global::Derp.Kv.Runtime.TagMethod<{stage.Key.Name}> {stage.Field} = new({Display.Literal(stage.DisplayName)});");
            return;
        }

        if (stage.Invalidation is { } invalidation)
        {
            writer.WriteLine($"public static readonly global::Derp.Kv.Runtime.InvalidatingMethod<{invalidation.Result}> {stage.Field} = new({Display.Literal(stage.DisplayName)});");
            InvalidationEmitter.WritePolicies(writer, invalidation);
            return;
        }

        var type = stage.Kind switch
        {
            StageKind.Cached => stage switch
            {
                { IsNear: false } => "Runtime.CachedMethod",
                { Key.Near: null } => "Runtime.NearCachedTextMethod",
                _ => "Runtime.NearCachedMethod",
            },
            StageKind.Idempotent => stage.IsLedger ? "Ledger.Runtime.LedgerMethod" : "Runtime.IdempotentMethod",
            _ => "Runtime.RateLimitedMethod",
        };
        string[] arguments = stage.ValueType is null ? [stage.Key.Name] : [stage.Key.Name, stage.ValueType];
        writer.WriteList($"public static readonly global::Derp.Kv.{type}<", arguments, $"> {field} = new(");
        writer.WriteLine();
        using (writer.Indent())
        {
            writer.WriteLine(Display.Literal(stage.DisplayName) + ",");
            writer.WriteLine($"template: {Display.Literal(stage.Template)},");
            if (stage.StoredType is not null)
                writer.WriteLine($"type: {Display.Literal(stage.StoredType)},");
            if (stage.Serializer is not null)
            {
                writer.WriteExpression(stage.Serializer, ",");
                writer.WriteLine();
            }

            WriteSettings(writer, stage.Settings, stage.Copy is null ? ");" : ",");
            if (stage.Copy is not null)
                writer.WriteLine($"copy: static value => {stage.Copy});");
        }
    }

    private static void WriteSettings(SourceWriter writer, EquatableArray<string> settings, string end)
    {
        var line = $"new() {{ {string.Join(", ", settings)} }}{end}";
        if (writer.Column + line.Length <= Layout.Width)
        {
            writer.WriteLine(line);
            return;
        }

        writer.WriteLine("new()");
        using (writer.WriteBlock(end))
        {
            foreach (var setting in settings)
                writer.WriteLine(setting + ",");
        }
    }
}
