using System.Text;

namespace Derp.Kv.Keys;

// The closed types of a generic wrapper: one method, but separate keys for each type.
public ref partial struct KeyWriter
{
    /// <summary>
    /// Writes a type, as <c>%t</c> and its name: namespace, containing types, type arguments and, beyond the framework's
    /// core, the assembly. No version, so that an update of the assembly keeps its keys.
    /// </summary>
    /// <typeparam name="T">The type.</typeparam>
    public void AppendType<T>()
        where T : allows ref struct
    {
        AppendLiteral("%t"u8);
        AppendEscaped(TypeText<T>.Value);
    }

    private static class TypeText<T>
        where T : allows ref struct
    {
        public static readonly string Value = Append(new StringBuilder(), typeof(T)).ToString();
    }

    // Each form ends by itself, so that two different types never give one text.
    private static StringBuilder Append(StringBuilder text, Type type)
    {
        if (type.IsArray)
            return Append(text.Append('-').Append(type.GetArrayRank()).Append('-'), type.GetElementType()!);

        var definition = type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type;
        text.Append(definition.FullName);
        if (definition.Assembly != typeof(object).Assembly)
            text.Append('@').Append(definition.Assembly.GetName().Name);
        foreach (var argument in type.GenericTypeArguments)
            Append(text.Append('~'), argument);
        return text;
    }
}
