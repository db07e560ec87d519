namespace Derp.Kv.Generators.Pipeline;

/// <summary>
/// Names that can mean something else after an edit, though no file that uses them was changed: of types and namespaces that
/// were added or removed, and of members that an expression can contain.
/// </summary>
internal sealed class ChangedNames(IReadOnlyList<ProjectFile> after, CancellationToken ct)
{
    private const string Suffix = nameof(Attribute);

    private readonly HashSet<int> _types = [];
    private readonly HashSet<int> _members = [];
    private readonly HashSet<string> _namespaces = new(StringComparer.Ordinal);

    public bool IsEmpty => _types.Count == 0 && _members.Count == 0;

    /// <summary>Adds what differs between two states of a file; null for none.</summary>
    public void Add(TreeSurface? before, TreeSurface? after)
    {
        if (before?.Declarations == after?.Declarations)
            return;
        var gone = before?.TypeKeys.ToList() ?? [];
        foreach (var type in after?.TypeKeys ?? [])
        {
            if (!gone.Remove(type))
                AddType(type.Name);
        }

        foreach (var (_, name) in gone)
            AddType(name);
        _namespaces.UnionWith(before?.Namespaces ?? []);
        _namespaces.SymmetricExceptWith(after?.Namespaces ?? []);
        _members.UnionWith(before?.Members.Hashes ?? []);
        _members.UnionWith(after?.Members.Hashes ?? []);
    }

    /// <summary>Adds what follows from all that was added.</summary>
    /// <param name="before">The files before the edit.</param>
    public void Close(IReadOnlyList<ProjectFile> before)
    {
        AddNamespaces(before);
        AddConstants();
    }

    /// <summary>Whether a name in a file's declarations can mean something else.</summary>
    public bool ChangeMeaningIn(ProjectFile file) =>
        file.Surface.Names.Overlaps(_types) || file.Surface.NamesInConstants.Overlaps(_members);

    /// <summary>Whether a name in a type's declarations and bodies can.</summary>
    public bool ChangeMeaningIn(TypeText type) => type.Names.Overlaps(_types);

    /// <summary>Whether a name can in what holds for all files.</summary>
    public bool ChangeMeaningEverywhere() =>
        after.Any(f => f.Surface.Everywhere.Length > 0 && (f.Surface.NamesEverywhere.Overlaps(_types) || f.Surface.NamesInConstants.Overlaps(_members)));

    // [Cached] is CachedAttribute, unless there is a type of that name.
    private void AddType(string name)
    {
        _types.Add(NameSet.Hash(name));
        if (name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal))
            _types.Add(NameSet.Hash(name.Substring(0, name.Length - Suffix.Length)));
    }

    // A namespace exists as long as one file declares it.
    private void AddNamespaces(IReadOnlyList<ProjectFile> before)
    {
        foreach (var space in _namespaces)
        {
            if (before.Any(f => f.Surface.Namespaces.Contains(space)) != after.Any(f => f.Surface.Namespaces.Contains(space)))
                _types.Add(NameSet.Hash(space.Substring(space.LastIndexOf('.') + 1)));
        }
    }

    // The value of a constant can be made of others'.
    private void AddConstants()
    {
        var open = after.SelectMany(static f => f.Surface.Constants).ToList();
        for (var found = !IsEmpty; found;)
        {
            ct.ThrowIfCancellationRequested();
            var reached = open.Where(c => c.Mentioned.Overlaps(_members) || c.Mentioned.Overlaps(_types)).ToList();
            foreach (var (declared, _) in reached)
                _members.UnionWith(declared.Hashes);
            found = reached.Count > 0 && open.RemoveAll(reached.Contains) > 0;
        }
    }
}
