namespace Derp.Kv.Scale.Charts;

/// <summary>The page that tables are written into, each between two comments that bear its name; what stands around them is written by hand.</summary>
internal sealed class Page(string path)
{
    private string _text = File.ReadAllText(path);

    public string Folder { get; } = Path.GetDirectoryName(Path.GetFullPath(path))!;

    /// <summary>Replaces a table.</summary>
    /// <exception cref="InvalidOperationException">The page has no place of that name.</exception>
    public void Write(string name, Table table)
    {
        var (begin, end) = ($"<!-- table {name} -->\n", $"<!-- end {name} -->");
        var (from, to) = (_text.IndexOf(begin, StringComparison.Ordinal), _text.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from)
            throw new InvalidOperationException($"The page has no place for the table '{name}'.");
        _text = _text[..(from + begin.Length)] + "\n" + table + "\n" + _text[to..];
        File.WriteAllText(path, _text);
    }
}
