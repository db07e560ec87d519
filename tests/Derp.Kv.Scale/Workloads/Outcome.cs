using System.Globalization;

namespace Derp.Kv.Scale.Workloads;

/// <summary>What a workload did.</summary>
/// <param name="Runs">Of bodies, in all processes.</param>
/// <param name="Commands">What the clients sent, by name, without the upkeep of connections and subscriptions.</param>
internal sealed record Outcome(int Runs, IReadOnlyDictionary<string, int> Commands)
{
    public int Total => Commands.Values.Sum();

    /// <summary>Whether a command is at least a tenth of all: a few more or less of a rarer one say nothing.</summary>
    public bool IsFrequent(string command) => Commands[command] * 10 >= Total;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Runs} runs, {Total} commands: {string.Join(", ", Commands.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}")))}");
}
