namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>Any option, with weights by kind that are drawn once: some walks are calm, some are all failures, some let time fly.</summary>
internal sealed class RandomWalk : IStrategy
{
    private static readonly double[] s_weights = [0.02, 0.15, 1];

    private readonly Random _random;
    private readonly double[] _weights;

    public RandomWalk(int seed)
    {
        _random = new Random(seed);
        _weights = [1, Draw(), Draw(), Draw()];

        double Draw() => s_weights[_random.Next(s_weights.Length)];
    }

    public int Choose(IReadOnlyList<Option> options)
    {
        var total = 0.0;
        for (var i = 0; i < options.Count; i++)
            total += _weights[(int)options[i].Kind];

        var at = _random.NextDouble() * total;
        for (var i = 0; i < options.Count; i++)
        {
            at -= _weights[(int)options[i].Kind];
            if (at < 0)
                return i;
        }

        return options.Count - 1;
    }
}
