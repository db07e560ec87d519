using System.Text;
using Derp.Kv.Keys;
using Derp.Kv.Runtime;

namespace Derp.Kv.Tool.Manifests;

/// <summary>A key of what was typed, in the place of the generated struct.</summary>
/// <param name="manifest">For enums.</param>
/// <param name="method">Whose key it is.</param>
/// <param name="parts">Of its template.</param>
/// <param name="arguments">What was typed.</param>
/// <param name="typeArguments">The names of closed types.</param>
internal readonly struct TypedKey(ManifestFile manifest, KvMethodInfo method, List<TemplatePart> parts, KeyArguments arguments, IReadOnlyList<string> typeArguments) : IKvKey
{
    /// <inheritdoc/>
    /// <exception cref="KeyUnknownException">A placeholder has no text.</exception>
    public void WriteKey(ref KeyWriter writer)
    {
        foreach (var part in parts)
        {
            if (part.IsHole)
                WriteHole(ref writer, part);
            else
                writer.AppendLiteral(Encoding.UTF8.GetBytes(part.Text));
        }

        foreach (var type in typeArguments)
        {
            writer.AppendLiteral("%t"u8);
            writer.Append(type);
        }
    }

    private void WriteHole(ref KeyWriter writer, TemplatePart part)
    {
        var start = writer.Length;
        if (arguments.TextOf(part.Text) is { } given)
            writer.AppendLiteral(Encoding.UTF8.GetBytes(given));
        else
            WriteArgument(ref writer, part);
        if (method.Kind != KvMethodKind.Idempotent)
            return;
        try
        {
            writer.ThrowIfEmpty(start, part.Text);
        }
        catch (ArgumentException)
        {
            throw new KeyUnknownException($"\"{part.Text}\" is empty or null, and an idempotent call refuses that");
        }
    }

    private void WriteArgument(ref KeyWriter writer, TemplatePart part)
    {
        // A member of the instance may be named by a path; then this is its name.
        var parameter = method.Parameters.FirstOrDefault(p => p.Name == part.Text)
            ?? throw new KeyUnknownException($"{{{part.Text}}} is a property, whose type the manifest does not tell: give its text with --text {part.Text}=…");
        if (!arguments.TryGetValue(parameter.Name, out var text))
            throw new KeyUnknownException($"the argument \"{parameter.Name}\" is missing{(parameter.Role == KvParameterRole.Instance ? $": give the instance's with --set {parameter.Name}=…" : "")}");
        if (text is null)
        {
            writer.AppendNull();
            return;
        }

        var type = parameter.Role == KvParameterRole.Each ? ItemOf(parameter.Type) : parameter.Type;
        try
        {
            Write(ref writer, type.TrimEnd('?'), text, part);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            throw new KeyUnknownException($"the argument \"{parameter.Name}\" is no {type}{(part.Format is null ? "" : ", or the type has no such format")}");
        }
    }

    private void Write(ref KeyWriter writer, string type, string text, TemplatePart part)
    {
        if (manifest.Enums.Has(type) && part.Format is null)
            writer.AppendLiteral(Encoding.ASCII.GetBytes(manifest.Enums.NumberOf(type, text) ?? throw new FormatException()));
        else if (ArgumentText.Knows(type))
            ArgumentText.Append(ref writer, type, text, part.Format);
        else
            throw new KeyUnknownException($"{type} has no text that the manifest could tell: give it with --text {part.Text}=…");
    }

    // Each item of a batch has a key: one is typed.
    private static string ItemOf(string collection)
    {
        if (collection.EndsWith("[]", StringComparison.Ordinal))
            return collection[..^2];
        var open = collection.IndexOf('<', StringComparison.Ordinal);
        return open > 0 && collection.EndsWith('>') ? collection[(open + 1)..^1] : collection;
    }
}
