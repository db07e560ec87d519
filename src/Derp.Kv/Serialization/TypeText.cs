using System.Text;

namespace Derp.Kv.Serialization;

/// <summary>A type's name as in C#, for messages and logs: <c>System.Collections.Generic.List&lt;Shop.Order&gt;</c>.</summary>
internal static class TypeText
{
    /// <summary>With namespaces.</summary>
    public static string Full(Type type) => Append(new StringBuilder(), type, isFull: true).ToString();

    /// <summary>Without.</summary>
    public static string Short(Type type) => Append(new StringBuilder(), type, isFull: false).ToString();

    private static StringBuilder Append(StringBuilder text, Type type, bool isFull)
    {
        if (type.IsArray)
            return Append(text, type.GetElementType()!, isFull).Append('[').Append(',', type.GetArrayRank() - 1).Append(']');

        var name = isFull && !type.IsGenericParameter ? FullName(type) : type.Name;
        var arguments = type.GenericTypeArguments;
        var next = 0;

        // The number in each part of a nested type's name is how many of the arguments are its own.
        foreach (var part in name.Split('+', '.'))
        {
            var tick = part.IndexOf('`', StringComparison.Ordinal);
            text.Append(text.Length > 0 && text[^1] is not ('<' or ' ') ? "." : "").Append(tick < 0 ? part : part[..tick]);
            if (tick < 0 || !int.TryParse(part.AsSpan(tick + 1), out var own) || next + own > arguments.Length)
                continue;
            text.Append('<');
            for (var i = 0; i < own; i++)
                Append(i > 0 ? text.Append(", ") : text, arguments[next++], isFull);
            text.Append('>');
        }

        return text;
    }

    private static string FullName(Type type) =>
        (type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? type.Name;
}
