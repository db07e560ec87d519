using Derp.Kv.Generators.Diagnostics;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>The wrapper's name, checked.</summary>
internal static class NameParser
{
    public static string? Parse(AnnotatedMethod method)
    {
        var named = method.Attributes.Where(a => a.Get<string?>("Name", null) is not null).ToList();
        var names = named.Select(a => a.Get("Name", "")).Distinct(StringComparer.Ordinal).ToList();
        if (names.Count > 1)
        {
            method.Findings.Add(Descriptors.WrapperName, named[1].At("Name"), names[1], $"another attribute of the method sets '{names[0]}'; there is one wrapper for all");
            return null;
        }

        if (names.Count == 1 && !WrapperNames.IsIdentifier(names[0]))
        {
            method.Findings.Add(Descriptors.WrapperName, named[0].At("Name"), names[0], "it is not an identifier");
            return null;
        }

        if (WrapperNames.Of(method.Symbol, method.Attributes) is { } name)
            return name;
        method.Findings.Add(Descriptors.BodyName, method.Name, method.Symbol.Name);
        return null;
    }
}
