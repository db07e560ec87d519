namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>An interleaving in which a promise does not hold.</summary>
internal sealed class BrokenPromiseException(string promise, IEnumerable<string> trace)
    : Exception($"{promise}\n  {string.Join("\n  ", trace)}")
{
    public string Promise { get; } = promise;
}
