using System.Buffers.Binary;
using Derp.Kv.Simulation;

namespace Derp.Kv.Scale.Peers;

/// <summary>All ways to meet a cold key, by the name that tables and charts give them.</summary>
internal static class ColdReaders
{
    public const string Ours = "Derp.Kv";
    public const string None = "no protection";
    public const string Lock = "lock, polled every 50 ms";
    public const string Fusion = "FusionCache, as modelled";
    public const string FusionLocked = "FusionCache with a distributed locker, as modelled";

    public static string[] Names { get; } = [Ours, None, Lock, Fusion, FusionLocked];

    public static IColdReader Of(string name, SimulatedProcess process, Source source) => name switch
    {
        Ours => new DerpReader(process.Client, source),
        None => new UnprotectedReader(process.Client, source),
        Lock => new PollingLockReader(process.Client, source, OwnerOf(process)),
        Fusion => new MemoryFirstReader(process.Client, source),
        FusionLocked => new LockedInTurnReader(process.Client, source, OwnerOf(process), process.Dice.Fork()),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static byte[] OwnerOf(SimulatedProcess process)
    {
        var owner = new byte[16];
        BinaryPrimitives.WriteInt32BigEndian(owner, process.Id);
        return owner;
    }
}
