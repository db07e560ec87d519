using System.Reflection;
using System.Text;

namespace Derp.Kv.Coordination;

/// <summary>
/// The name of a helper's type in records: namespace, containing types and type arguments, without assemblies. So it is the
/// same after an update of the framework. <c>[KvName]</c> replaces the name of each type that has it, at any depth. The
/// generator names the types of wrappers alike.
/// </summary>
internal static class TypeName
{
    public static string Of(Type type)
    {
        var text = new StringBuilder();
        Append(text, Nullable.GetUnderlyingType(type) ?? type);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Type type)
    {
        // As C# writes it: the outermost rank first.
        var ranks = "";
        for (; type.IsArray; type = type.GetElementType()!)
            ranks += $"[{new string(',', type.GetArrayRank() - 1)}]";

        if (type.HasElementType || type.IsGenericParameter || type.IsFunctionPointer)
        {
            text.Append(type);
        }
        else
        {
            AppendNamed(text, type);
        }

        text.Append(ranks);
    }

    private static void AppendNamed(StringBuilder text, Type type)
    {
        var chain = new List<Type>();
        for (var t = type; t is not null; t = t.DeclaringType)
            chain.Insert(0, t);

        // A [KvName] replaces the containing types too, but not their type arguments, which make other types.
        var first = Math.Max(0, chain.FindLastIndex(static t => t.IsDefined(typeof(KvNameAttribute), inherit: false)));
        var arguments = type.GetGenericArguments();
        var used = 0;
        for (var i = first; i < chain.Count; i++)
        {
            if (i > first)
                text.Append('.');
            text.Append(chain[i].GetCustomAttribute<KvNameAttribute>(inherit: false)?.Name ?? NameOf(chain[i]));

            // A nested type's type parameters begin with those of the types that contain it.
            var all = chain[i].GetGenericArguments().Length;
            AppendArguments(text, arguments[used..all]);
            used = all;
        }
    }

    private static void AppendArguments(StringBuilder text, Type[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            text.Append(i == 0 ? "<" : ", ");
            Append(text, arguments[i]);
        }

        if (arguments.Length > 0)
            text.Append('>');
    }

    private static string NameOf(Type type)
    {
        var name = type.Name;
        var mark = name.IndexOf('`', StringComparison.Ordinal);
        if (mark >= 0)
            name = name[..mark];
        return type.IsNested || string.IsNullOrEmpty(type.Namespace) ? name : $"{type.Namespace}.{name}";
    }
}
