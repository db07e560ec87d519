using Derp.Kv.Generators.Parsing.References;

namespace Derp.Kv.CodeFixes;

/// <summary>Finds the name that was probably meant, as the messages do.</summary>
internal static class NearestName
{
    /// <summary>The nearest of the candidates, the first of those equally near; null if none is similar.</summary>
    public static string? Of(string name, IEnumerable<string> candidates) => NearName.Of(name, candidates);

    /// <summary>Levenshtein's distance: insertions, deletions and replacements, one each.</summary>
    public static int Distance(string a, string b) => NearName.Distance(a, b);
}
