using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;

namespace Derp.Kv.Generators.Emit;

/// <summary>The methods that callers see, and behind them the nested class with descriptors and keys.</summary>
internal static class WrapperEmitter
{
    public static void Emit(SourceWriter writer, MethodModel method)
    {
        WriteHead(writer, method.Wrapper);
        using (writer.Indent())
            InvocationEmitter.Emit(writer, method);
        writer.WriteLine();

        if (method.Invalidate is { } invalidate)
        {
            WriteHead(writer, invalidate);
            using (writer.Indent())
                WriteInvalidation(writer, method, invalidate);
            writer.WriteLine();
        }

        HolderEmitter.Emit(writer, method);
    }

    private static void WriteHead(SourceWriter writer, SignatureModel signature)
    {
        foreach (var line in signature.Summary)
            writer.WriteLine(line);
        writer.WriteLine(Constants.GeneratedCode);
        foreach (var attribute in signature.Attributes)
            writer.WriteLine(attribute);

        var parameters = string.Join(", ", signature.Parameters.Select(static p =>
            $"{p.Prefix}{p.Type} {p.Name}{(p.Default is null ? "" : " = " + p.Default)}"));
        writer.Write($"{signature.Modifiers} {signature.ReturnType} {signature.Name}{signature.TypeParameters}({parameters})");
        if (signature.Constraints.IsEmpty)
        {
            writer.WriteLine(" =>");
            return;
        }

        writer.WriteLine();
        using (writer.Indent())
        {
            for (var i = 0; i < signature.Constraints.Count; i++)
                writer.WriteLine(signature.Constraints[i] + (i == signature.Constraints.Count - 1 ? " =>" : ""));
        }
    }

    private static void WriteInvalidation(SourceWriter writer, MethodModel method, SignatureModel invalidate)
    {
        var stage = method.Stages.First(static s => s.Kind == StageKind.Cached);
        var arguments = KeyArguments(stage.Key, invalidate.Parameters, static p => p.Name);
        var token = invalidate.Parameters.First(static p => p.IsToken).Name;
        writer.WriteLine($"{method.Holder.Name}{invalidate.TypeParameters}.{stage.Field}.InvalidateAsync({method.InvalidateClient}, new({arguments}), {token});");
    }

    /// <summary>The arguments of a key's constructor, each found by the place of its parameter in the body's list.</summary>
    public static string KeyArguments(KeyModel key, EquatableArray<ParameterModel> parameters, Func<ParameterModel, string> expression) =>
        string.Join(", ", key.Fields.Select(f => expression(parameters.First(p => p.Ordinal == f.Ordinal))));
}
