using System.Collections.Concurrent;
using System.Text;

namespace Derp.Kv.Runtime;

/// <summary>
/// The compiler reports two methods of one assembly that can have the same key; those of two assemblies are known only in a process. Each
/// descriptor registers once, when it is created, and the second one's first call logs it. Only names are kept, so that
/// assemblies can be unloaded.
/// </summary>
internal static class SharedTemplates
{
    private static readonly ConcurrentDictionary<string, Owner> s_owners = new(StringComparer.Ordinal);

    private sealed record Owner(string Method, string Assembly);

    /// <summary>Returns the method of another assembly that has the same space, template and version, or null.</summary>
    public static string? Register(Type key, string space, string template, int version, string method)
    {
        // Closed types are part of the key: keys with another number of them are never equal.
        var name = $"{space} {version} {key.GetGenericArguments().Length} {WithoutNames(template)}";
        var assembly = key.Assembly.FullName ?? "";
        var owner = s_owners.GetOrAdd(name, static (_, owner) => owner, new Owner(method, assembly));
        return owner.Assembly == assembly ? null : owner.Method;
    }

    /// <summary>Logs it, once per descriptor.</summary>
    public static void Tell(ref string? other, KvClient client, string method)
    {
        if (Interlocked.Exchange(ref other, null) is { } owner)
            client.Log.SharedTemplate(method, owner);
    }

    // "user:{id}" and "user:{user.Name}" write the same keys; a format makes others.
    private static string WithoutNames(string template)
    {
        var text = new StringBuilder(template.Length);
        for (var i = 0; i < template.Length; i++)
        {
            text.Append(template[i]);
            if (template[i] is not ('{' or '}'))
                continue;
            if (i + 1 < template.Length && template[i + 1] == template[i])
                text.Append(template[++i]);
            else if (template[i] == '{')
                i = EndOfName(template, i) - 1;
        }

        return text.ToString();
    }

    private static int EndOfName(string template, int brace)
    {
        var end = template.AsSpan(brace).IndexOfAny(':', '}');
        return end < 0 ? template.Length : brace + end;
    }
}
