using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;

namespace Derp.Kv.Generators.Emit;

/// <summary>What a near cache needs of a key: the values alone, their hash, and equality that follows the bytes.</summary>
internal static class NearKeyEmitter
{
    public static void WriteFields(SourceWriter writer, KeyModel key)
    {
        if (key.Near is not { Count: > 0 } fields)
            return;
        foreach (var field in fields)
            writer.WriteLine($"private readonly {field.Type} {field.Name} = {field.Value};");
        writer.WriteLine();
    }

    public static void WriteMethods(SourceWriter writer, KeyModel key, UniqueNames names)
    {
        if (key.Near is not { } fields)
            return;
        var hash = names.Next("hash");
        var other = names.Next("other");
        writer.WriteLine();
        writer.WriteLine($"public void AddTo(ref global::Derp.Kv.Keys.KeyHash {hash})");
        using (writer.WriteBlock())
        {
            foreach (var field in fields)
                writer.WriteLine($"{hash}.Add({field.Name}{(field.IsNullableValue ? ".GetValueOrDefault()" : "")});");
        }

        writer.WriteLine();
        writer.Write($"public bool IsSame(in {key.Name} {other}) =>");
        WriteComparisons(writer, [.. fields.Select(f => Comparison(f, other))]);
    }

    private static void WriteComparisons(SourceWriter writer, IReadOnlyList<string> comparisons)
    {
        var line = $" {(comparisons.Count == 0 ? "true" : string.Join(" && ", comparisons))};";
        if (writer.Column + line.Length <= Layout.Width)
        {
            writer.WriteLine(line);
            return;
        }

        writer.WriteLine();
        using (writer.Indent())
        {
            for (var i = 0; i < comparisons.Count; i++)
                writer.WriteLine((i == 0 ? "" : "&& ") + comparisons[i] + (i == comparisons.Count - 1 ? ";" : ""));
        }
    }

    private static string Comparison(NearField field, string other) => field.HasOwnEquality
        ? $"global::Derp.Kv.Keys.KeyEquality.AreSame({field.Name}, {other}.{field.Name})"
        : $"{field.Name} == {other}.{field.Name}";
}
