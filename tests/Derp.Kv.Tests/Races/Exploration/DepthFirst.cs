namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>
/// Every interleaving of steps, one after the other: after each run, <see cref="Next"/> turns to the last choice that has an
/// alternative left. Time passes only when nothing else can happen.
/// </summary>
internal sealed class DepthFirst : IStrategy
{
    private readonly List<(int Choice, int Count)> _path = [];
    private int _depth;

    public int Choose(IReadOnlyList<Option> options)
    {
        var eligible = Enumerable.Range(0, options.Count).Where(i => options[i].Kind is OptionKind.Step or OptionKind.Leave).ToArray();
        if (eligible.Length == 0)
            eligible = [.. Enumerable.Range(0, options.Count)];
        if (_depth == _path.Count)
            _path.Add((0, eligible.Length));
        return eligible[_path[_depth++].Choice];
    }

    /// <summary>Whether there is another interleaving.</summary>
    public bool Next()
    {
        _depth = 0;
        while (_path.Count > 0)
        {
            var (choice, count) = _path[^1];
            _path.RemoveAt(_path.Count - 1);
            if (choice + 1 == count)
                continue;
            _path.Add((choice + 1, count));
            return true;
        }

        return false;
    }
}
