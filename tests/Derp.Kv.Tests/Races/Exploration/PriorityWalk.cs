namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>
/// Each actor has a priority, the first of those who can go on does, and at a few steps chosen beforehand the first becomes
/// the last. It finds what needs one actor to be held up for long, which a walk of even chances hardly ever does
/// (probabilistic concurrency testing: Burckhardt et al., ASPLOS 2010).
/// </summary>
internal sealed class PriorityWalk : IStrategy
{
    private const int Changes = 4;
    private const int Length = 80;

    private readonly Dictionary<string, double> _priorities = [];
    private readonly HashSet<int> _changes = [];
    private readonly Random _random;
    private readonly double _faults;
    private double _lowest;
    private int _step;

    public PriorityWalk(int seed)
    {
        _random = new Random(seed);
        _faults = _random.NextDouble() * 0.2;
        while (_changes.Count < Changes)
            _changes.Add(_random.Next(Length));
    }

    public int Choose(IReadOnlyList<Option> options)
    {
        var first = First(options);
        if (_changes.Contains(_step++))
        {
            _priorities[Name(options[first])] = --_lowest;
            first = First(options);
        }

        // The same actor's alternatives stand together: the ordinary one first, then what may go wrong.
        if (_random.NextDouble() < _faults)
        {
            for (var i = first + 1; i < options.Count && options[i].Actor == options[first].Actor; i++)
            {
                if (options[i].Kind == OptionKind.Fault && _random.Next(2) == 0)
                    return i;
            }
        }

        return first;
    }

    private int First(IReadOnlyList<Option> options)
    {
        var (first, highest) = (0, double.NegativeInfinity);
        for (var i = 0; i < options.Count; i++)
        {
            if (options[i].Kind == OptionKind.Fault)
                continue;
            var name = Name(options[i]);
            if (!_priorities.TryGetValue(name, out var priority))
                _priorities[name] = priority = _random.NextDouble();
            if (priority > highest)
                (first, highest) = (i, priority);
        }

        return first;
    }

    // Leaving is not in the hands of the one who leaves.
    private static string Name(Option option) => option.Kind == OptionKind.Leave ? option.ToString() : option.Actor;
}
