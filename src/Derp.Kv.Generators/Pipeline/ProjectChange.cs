namespace Derp.Kv.Generators.Pipeline;

/// <summary>
/// What an edit means for readings made before it. A reading stays valid if each file that it depended on is unchanged, and if
/// no name in these files can mean something else now.
/// </summary>
internal sealed class ProjectChange
{
    private readonly FilePair[] _pairs;
    private readonly ChangedNames _names;
    private readonly bool[] _renamed;

    private ProjectChange(FilePair[] pairs, ChangedNames names)
    {
        _pairs = pairs;
        _names = names;
        _renamed = Array.ConvertAll(pairs, p => p.After is null || names.ChangeMeaningIn(p.After));
        Numbers = Array.ConvertAll(pairs, static p => p.Number);
    }

    /// <summary>The number that each file has now; −1 for one that is gone.</summary>
    public int[] Numbers { get; }

    /// <summary>The change, or null if it is one of those that can mean anything: of options, references, global usings, the order of files.</summary>
    public static ProjectChange? Between(IReadOnlyList<ProjectFile> before, IReadOnlyList<ProjectFile> after, CancellationToken ct)
    {
        if (FilePair.Match(before, after) is not { } match)
            return null;
        var changed = match.Pairs.Where(static p => !ReferenceEquals(p.Before, p.After?.Surface)).ToList();
        if (changed.Any(static p => p.Before.Everywhere != (p.After?.Surface.Everywhere ?? ""))
            || match.Added.Any(static f => f.Surface.Everywhere.Length > 0))
            return null;

        var names = new ChangedNames(after, ct);
        foreach (var pair in changed)
            names.Add(pair.Before, pair.After?.Surface);
        foreach (var file in match.Added)
            names.Add(null, file.Surface);
        names.Close(before);
        return names.ChangeMeaningEverywhere() ? null : new ProjectChange(match.Pairs, names);
    }

    /// <summary>Whether no declaration of any file is another now, nor a body that a reading depended on.</summary>
    /// <param name="readings">Those made before the change.</param>
    public bool IsNothing(IEnumerable<Dependencies?> readings, CancellationToken ct) =>
        _names.IsEmpty
        && Array.TrueForAll(_pairs, static p => p.After is not null && p.Before.Declarations == p.After.Surface.Declarations)
        && readings.All(r => r is not null && !Affects(r, ct));

    /// <summary>Whether a reading has to be made again.</summary>
    public bool Affects(Dependencies reading, CancellationToken ct)
    {
        foreach (var file in reading.Heads)
        {
            if (_renamed[file] || _pairs[file].Before.Heads != _pairs[file].After!.Surface.Heads)
                return true;
        }

        foreach (var file in reading.Declarations)
        {
            if (_renamed[file] || _pairs[file].Before.Declarations != _pairs[file].After!.Surface.Declarations)
                return true;
        }

        foreach (var (file, key) in reading.Types)
        {
            if (_renamed[file] || IsOther(_pairs[file], key, ct))
                return true;
        }

        return false;
    }

    private bool IsOther(FilePair pair, string key, CancellationToken ct)
    {
        if (ReferenceEquals(pair.Before, pair.After!.Surface) && _names.IsEmpty)
            return false;
        var before = pair.Before.KnownTypeOf(key);
        var after = pair.After.TypeOf(key, ct);
        return before is null || before.Hash != after.Hash || _names.ChangeMeaningIn(after);
    }
}
