using Derp.Kv.Runtime;

namespace Derp.Kv.Tool.Manifests;

/// <summary>Finds the lines of a method by the end of its name.</summary>
internal static class MethodSearch
{
    /// <param name="methods">Of a manifest.</param>
    /// <param name="name">The wrapper's name, <c>Catalog.GetProductAsync</c>; of an overload also with the types of its parameters.</param>
    /// <exception cref="UsageException">There is no such method, or there are several.</exception>
    public static IReadOnlyList<KvMethodInfo> Find(IReadOnlyList<KvMethodInfo> methods, string name)
    {
        var found = methods.Where(method => EndsWith(method.Name, name) || EndsWith(method.DisplayName, name)).ToList();
        if (found.Count == 0)
            throw new UsageException("The manifest has no such method. explain with the assembly alone lists them.");
        var overloads = found.Select(static method => method.DisplayName.Split('#')[0]).Distinct().ToList();
        return overloads.Count == 1 ? found : throw new UsageException($"Several methods have that name: {string.Join(", ", overloads)}. Write more of it.");
    }

    private static bool EndsWith(string full, string name) =>
        full.EndsWith(name, StringComparison.Ordinal) && (full.Length == name.Length || full[^(name.Length + 1)] == '.');
}
