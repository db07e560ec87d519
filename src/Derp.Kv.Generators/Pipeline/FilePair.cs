namespace Derp.Kv.Generators.Pipeline;

/// <summary>A file before an edit and after it.</summary>
/// <param name="Before">What it declared.</param>
/// <param name="After">Null if it was removed.</param>
/// <param name="Number">Its number now; −1 if it was removed.</param>
internal sealed record FilePair(TreeSurface Before, ProjectFile? After, int Number)
{
    /// <summary>
    /// Pairs the files of two states of a project by their order, which is the order of the parts of a type. Null if the
    /// options of a file are others now, so that its text can mean anything.
    /// </summary>
    public static (FilePair[] Pairs, IReadOnlyList<ProjectFile> Added)? Match(IReadOnlyList<ProjectFile> before, IReadOnlyList<ProjectFile> after)
    {
        var most = Math.Min(before.Count, after.Count);
        var first = 0;
        while (first < most && ReferenceEquals(before[first].Surface, after[first].Surface))
            first++;
        var last = 0;
        while (last < most - first && ReferenceEquals(before[before.Count - 1 - last].Surface, after[after.Count - 1 - last].Surface))
            last++;

        // Between what is the same at both ends, files were replaced, or all are taken to be new.
        var isReplaced = before.Count == after.Count;
        var pairs = new FilePair[before.Count];
        for (var i = 0; i < pairs.Length; i++)
        {
            var number = i < first || isReplaced ? i
                : i >= before.Count - last ? i - before.Count + after.Count
                : -1;
            pairs[i] = new FilePair(before[i].Surface, number < 0 ? null : after[number], number);
            if (number >= 0 && !before[i].Options.Equals(after[number].Options))
                return null;
        }

        return (pairs, isReplaced ? [] : [.. after.Skip(first).Take(after.Count - first - last)]);
    }
}
