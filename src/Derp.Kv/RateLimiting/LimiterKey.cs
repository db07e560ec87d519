using Derp.Kv.Keys;

namespace Derp.Kv.RateLimiting;

/// <summary>A limiter's name and a partition, escaped like a wrapper's arguments: neither can imitate the colon between them.</summary>
internal readonly struct LimiterKey(string name, string partition) : IKvKey
{
    public void WriteKey(ref KeyWriter writer)
    {
        writer.Append(name);
        writer.AppendLiteral(":"u8);
        writer.Append(partition);
    }
}
