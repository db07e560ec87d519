using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;

namespace Derp.Kv.Generators.Emit;

/// <summary>The methods that callers see, and the nested class with descriptors and keys.</summary>
internal static class WrapperEmitter
{
    public static void Emit(SourceWriter writer, MethodModel method)
    {
        if (method.Refusal is { } refusal)
        {
            RefusedEmitter.Emit(writer, method, refusal);
            return;
        }

        WriteWrapper(writer, method);
        writer.WriteLine();

        if (method.Look is { } look)
        {
            WriteInContext(writer, look, () => LookEmitter.Emit(writer, method, look, Arguments(method, look, [])));
            writer.WriteLine();
        }

        if (method.Invalidate is { } invalidate)
        {
            WriteInvalidation(writer, method, invalidate);
            writer.WriteLine();
        }

        if (method.KeyOf is { } keyOf)
        {
            WriteKeyOf(writer, method, keyOf);
            writer.WriteLine();
        }

        if (method.Scope?.KeyMethod is { } keyMethod)
        {
            ScopeEmitter.WriteKeyMethod(writer, method, method.Stages[method.Stages.Count - 1], keyMethod, Arguments(method, method.Wrapper, []));
            writer.WriteLine();
        }

        HolderEmitter.Emit(writer, method);
    }

    /// <summary>The head of a method, the line left open.</summary>
    public static void WriteHead(SourceWriter writer, SignatureModel signature, string generatedCode, string end)
    {
        foreach (var line in signature.Summary)
            writer.WriteLine(line);
        writer.WriteLine(generatedCode);
        foreach (var attribute in signature.Attributes)
            writer.WriteLine(attribute);

        var parameters = signature.Parameters.Select(static p => $"{p.Prefix}{p.Type} {p.Name}{(p.Default is null ? "" : " = " + p.Default)}").ToList();
        var (type, name, last) = ($"{signature.Modifiers} {signature.ReturnType}", $"{signature.Name}{signature.TypeParameters}(", ")" + (signature.Constraints.IsEmpty ? end : ""));
        if (writer.Column + type.Length + 1 + name.Length <= Layout.Width)
        {
            writer.WriteList($"{type} {name}", parameters, last);
        }
        else
        {
            writer.WriteExpression(type, "");
            writer.WriteLine();
            using (writer.Indent())
                writer.WriteList(name, parameters, last);
        }

        using (writer.Indent())
        {
            for (var i = 0; i < signature.Constraints.Count; i++)
            {
                writer.WriteLine();
                writer.Write(signature.Constraints[i] + (i == signature.Constraints.Count - 1 ? end : ""));
            }
        }

        writer.WriteLine();
    }

    /// <summary>A file without nullable annotations says nothing about null, and its wrapper must not either.</summary>
    public static void WriteInContext(SourceWriter writer, SignatureModel signature, Action write)
    {
        if (signature.IsOblivious)
            writer.WriteLine("#nullable disable annotations // As the body is.");
        write();
        if (signature.IsOblivious)
            writer.WriteLine("#nullable enable annotations");
    }

    /// <summary>The arguments of a key's constructor.</summary>
    public static IReadOnlyList<string> KeyArguments(KeyModel key, Func<int, string> argument) => [.. key.Fields.Select(f => argument(f.Ordinal))];

    private static void WriteWrapper(SourceWriter writer, MethodModel method) => WriteInContext(writer, method.Wrapper, () =>
    {
        var wrapper = method.Batch is null ? method.Wrapper : BatchEmitter.Async(method.Wrapper);
        var shared = method.Values.Where(v => method.Stages.Count(s => s.Key.Fields.Any(f => f.Ordinal == v.Ordinal)) > 1).ToList();
        if (shared.Count == 0)
        {
            WriteHead(writer, wrapper, Constants.GeneratedCode, " =>");
            using (writer.Indent())
                InvocationEmitter.Emit(writer, method, Arguments(method, method.Wrapper, []));
            return;
        }

        // Two keys of one call must not see two values.
        WriteHead(writer, wrapper, Constants.GeneratedCode, "");
        using (writer.WriteBlock())
        {
            var locals = Locals(method, shared);
            foreach (var value in shared)
                writer.WriteLine($"var {locals[value.Ordinal]} = {value.Expression};");
            writer.Write("return ");
            InvocationEmitter.Emit(writer, method, Arguments(method, method.Wrapper, locals));
        }
    });

    private static Dictionary<int, string> Locals(MethodModel method, IEnumerable<InstanceValue> shared)
    {
        var names = new UniqueNames(method.Wrapper.Parameters.Select(static p => p.Name.TrimStart('@'))
            .Concat(method.Values.Select(static v => v.Root))
            .Concat([method.Body.Name, method.Holder.Name, method.Client.TrimEnd('!').TrimStart('@'), method.Ledger.TrimEnd('!').TrimStart('@')]));
        return shared.ToDictionary(static v => v.Ordinal, v => Display.Escape(names.Next(v.Name.TrimStart('@'))));
    }

    private static void WriteInvalidation(SourceWriter writer, MethodModel method, SignatureModel invalidate) => WriteInContext(writer, invalidate, () =>
    {
        var stage = method.Stages.First(static s => s.Kind == StageKind.Cached);
        var token = invalidate.Parameters.First(static p => p.IsToken).Name;
        WriteHead(writer, invalidate, Constants.GeneratedCode, " =>");
        using (writer.Indent())
        {
            if (method.Batch is { } batch)
            {
                BatchEmitter.WriteInvalidation(writer, method, stage, batch, invalidate, Arguments(method, invalidate, []));
                return;
            }

            var key = $"new({string.Join(", ", KeyArguments(stage.Key, Arguments(method, invalidate, [])))})";
            writer.WriteList($"{method.Holder.Name}{invalidate.TypeParameters}.{stage.Field}.InvalidateAsync(", [method.InvalidateClient, key, token], ");");
            writer.WriteLine();
        }
    });

    private static void WriteKeyOf(SourceWriter writer, MethodModel method, SignatureModel keyOf) => WriteInContext(writer, keyOf, () =>
    {
        var stage = method.Stages.First(static s => s.Kind is StageKind.Cached or StageKind.Tag);
        WriteHead(writer, keyOf, Constants.GeneratedCode, " =>");
        using (writer.Indent())
        {
            var key = $"new({string.Join(", ", KeyArguments(stage.Key, ordinal => keyOf.Argument(ordinal)))})";
            var entries = method.Batch is { OwnsEntries: false } shared
                ? shared.Entries.TrimEnd('!')
                : $"{method.Holder.Name}{keyOf.TypeParameters}.{method.Batch?.Entries ?? stage.Field}";
            writer.WriteList($"{entries}.KeyOf(", [keyOf.Parameters[0].Name, key], ");");
            writer.WriteLine();
        }
    });

    private static Func<int, string> Arguments(MethodModel method, SignatureModel signature, Dictionary<int, string> locals) => ordinal =>
    {
        if (locals.TryGetValue(ordinal, out var local))
            return local;
        if (ordinal <= InstanceValue.FirstOrdinal)
            return method.Values.First(v => v.Ordinal == ordinal).Expression;
        return signature.Argument(ordinal);
    };
}
