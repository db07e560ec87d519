using System.Data;
using System.Globalization;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>One process that is killed, as the seed has decided it.</summary>
/// <param name="Number">Of the round.</param>
/// <param name="Step">Where in a call: a number of the database's own steps.</param>
/// <param name="Where">Where within the step, from 0 to 1.</param>
/// <param name="Calls">How many calls run at once in the process, each with a key of its own.</param>
/// <param name="Isolation">Of the process's transactions.</param>
/// <param name="Retries">How many calls come again at once for each key.</param>
internal sealed record KillRound(int Number, int Step, double Where, int Calls, IsolationLevel Isolation, int Retries)
{
    public IEnumerable<string> Keys => Enumerable.Range(0, Calls).Select(call => string.Create(CultureInfo.InvariantCulture, $"round-{Number}-{call}"));

    /// <summary>All rounds of a seed. The steps take turns, so that each is met equally often.</summary>
    public static IReadOnlyList<KillRound> Plan(int seed, int rounds, int steps)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, rounds).Select(number => new KillRound(
                number,
                number % steps,
                random.NextDouble(),
                Calls: random.Next(1, 4),
                random.Next(2) == 0 ? IsolationLevel.ReadCommitted : IsolationLevel.Serializable,
                Retries: random.Next(1, 3))),
        ];
    }
}
