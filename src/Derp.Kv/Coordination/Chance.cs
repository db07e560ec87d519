using System.Security.Cryptography;
using Derp.Kv.Coordination.Tags;

namespace Derp.Kv.Coordination;

/// <summary>
/// All that is random in a client: with <see cref="KvClientOptions.TimeProvider"/> and <see cref="Holds.Background"/> the whole of
/// what makes two runs differ, so that a client with another one of these can be run again step by step.
/// </summary>
internal class Chance
{
    public static readonly Chance System = new();

    /// <summary>A token that no other call has.</summary>
    public virtual LeaseToken NextToken() => LeaseToken.Create();

    /// <summary>The stamp of a tag that has none.</summary>
    public virtual byte[] NextStamp() => RandomNumberGenerator.GetBytes(Stamp.Size);

    /// <summary>From 0 up to, and without, 1.</summary>
    public virtual double NextDouble() => Random.Shared.NextDouble();

    /// <summary>The seed of a client's hashes, so that an attacker cannot choose keys that collide.</summary>
    public virtual ulong NextSeed() => (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue);
}
