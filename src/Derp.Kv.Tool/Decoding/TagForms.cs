using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Decoding;

/// <summary>What is stored for tags.</summary>
internal static class TagForms
{
    private const int EvictionSize = 8 + KeyDigest.Size;

    /// <inheritdoc cref="StoredKey.Read"/>
    public static string? ReadStamp(Row row, byte[] bytes)
    {
        if (Stamp.IsSettling(bytes))
            row.Add("state", "settling");
        else if (bytes.Length == Stamp.Size)
            row.Add("stamp", Convert.ToHexStringLower(bytes));
        else
            return "is no stamp of a tag";
        return null;
    }

    /// <inheritdoc cref="StoredKey.Read"/>
    public static string? ReadEvictions(Row row, byte[] bytes)
    {
        if (bytes.Length % EvictionSize != 0)
            return "the log of evictions is cut off";
        row.Add("evictions", bytes.Length / EvictionSize);
        return null;
    }
}
