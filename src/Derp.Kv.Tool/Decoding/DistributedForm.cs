using Derp.Kv.Hybrid.Distributed;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Decoding;

/// <summary>An entry of <c>IDistributedCache</c>.</summary>
internal static class DistributedForm
{
    /// <inheritdoc cref="StoredKey.Read"/>
    public static string? Read(Row row, byte[] bytes, bool show)
    {
        if (!DistributedEntry.TryRead(bytes, out var lifetime))
            return "is no entry of IDistributedCache, or one of another version";
        if (lifetime.Sliding is { } sliding)
            row.Add("sliding", sliding);
        if (lifetime.Absolute is { } absolute)
            row.Add("absolute", absolute);
        Payload.AddBytes(row, bytes.AsMemory(DistributedEntry.HeaderSize), show);
        return null;
    }
}
