using System.Globalization;

namespace Derp.Kv.Generators.Infrastructure;

/// <summary>Creates identifiers that nothing around them uses.</summary>
internal sealed class UniqueNames(IEnumerable<string> taken)
{
    private readonly HashSet<string> _taken = new(taken, StringComparer.Ordinal);

    public void Reserve(IEnumerable<string> names) => _taken.UnionWith(names);

    public void Reserve(string name) => _taken.Add(name);

    /// <summary>The name itself, or the first of name2, name3, … that is free.</summary>
    public string Next(string name)
    {
        var candidate = name;
        for (var i = 2; !_taken.Add(candidate); i++)
            candidate = name + i.ToString(CultureInfo.InvariantCulture);
        return candidate;
    }
}
