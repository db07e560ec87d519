using System.Buffers.Binary;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Tags;

namespace Derp.Kv.Simulation;

/// <summary>Tokens, stamps, seeds and jitter of one process, from the seed of the run.</summary>
internal sealed class SimulatedChance(Dice dice) : Chance
{
    public override LeaseToken NextToken()
    {
        Span<byte> bytes = stackalloc byte[LeaseToken.Size];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, dice.Next());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[sizeof(ulong)..], dice.Next());
        return new LeaseToken(bytes);
    }

    public override byte[] NextStamp()
    {
        var stamp = new byte[Stamp.Size];
        BinaryPrimitives.WriteUInt64BigEndian(stamp, dice.Next());
        return stamp;
    }

    public override double NextDouble() => (dice.Next() >> 11) * (1.0 / (1UL << 53));

    public override ulong NextSeed() => dice.Next();
}
