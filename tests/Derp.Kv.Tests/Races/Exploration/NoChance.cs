using Derp.Kv.Coordination;

namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>No time is shortened at random, so that a seed gives the same interleaving each time.</summary>
internal sealed class NoChance : Chance
{
    public override double NextDouble() => 0;
}
