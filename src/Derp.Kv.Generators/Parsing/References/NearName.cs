namespace Derp.Kv.Generators.Parsing.References;

/// <summary>The name that was probably meant: the one with the fewest edits, if they are few for its length.</summary>
internal static class NearName
{
    /// <summary>The nearest of the candidates, the first of those equally near; null if none is similar.</summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        string? nearest = null;
        var least = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var distance = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < least && IsNear(distance, Math.Max(name.Length, candidate.Length)))
                (nearest, least) = (candidate, distance);
        }

        return nearest;
    }

    // A third of the letters may be wrong, but not all there are: 'a' is not nearly 'b'.
    private static bool IsNear(int distance, int length) => distance <= (length + 2) / 3 && distance < length;

    /// <summary>Levenshtein's distance: insertions, deletions and replacements, one each.</summary>
    public static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        var current = new int[b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[b.Length];
    }
}
