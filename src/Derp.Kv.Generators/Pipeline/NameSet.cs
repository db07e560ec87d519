namespace Derp.Kv.Generators.Pipeline;

/// <summary>
/// Names, kept as hashes without regard to case: a set for each file of a project is small, and names that differ by case
/// alone matter to file names. Two names that share a hash cost a spare reading and nothing else.
/// </summary>
internal sealed class NameSet
{
    public static readonly NameSet Empty = new([]);

    private readonly int[] _hashes;

    private NameSet(int[] sorted) => _hashes = sorted;

    public IReadOnlyList<int> Hashes => _hashes;

    public static NameSet Of(HashSet<int> hashes)
    {
        if (hashes.Count == 0)
            return Empty;
        var sorted = hashes.ToArray();
        Array.Sort(sorted);
        return new NameSet(sorted);
    }

    public bool Overlaps(HashSet<int> others) => others.Count <= _hashes.Length
        ? others.Any(h => Array.BinarySearch(_hashes, h) >= 0)
        : _hashes.Any(others.Contains);

    /// <summary>FNV-1a of the characters in upper case.</summary>
    public static int Hash(string name)
    {
        var hash = 2166136261U;
        foreach (var c in name)
            hash = unchecked((hash ^ char.ToUpperInvariant(c)) * 16777619U);
        return unchecked((int)hash);
    }
}
