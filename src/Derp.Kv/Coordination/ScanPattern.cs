namespace Derp.Kv.Coordination;

/// <summary>Globs as <c>SCAN … MATCH</c> reads them.</summary>
internal static class ScanPattern
{
    /// <summary>The glob that matches exactly the keys that start with these bytes.</summary>
    /// <summary>Matches every lease, of whatever key.</summary>
    public static byte[] OfLeases { get; } = "*%lock*"u8.ToArray();

    public static byte[] Of(ReadOnlySpan<byte> prefix)
    {
        var pattern = new List<byte>(prefix.Length + 1);
        foreach (var b in prefix)
        {
            if (b is (byte)'*' or (byte)'?' or (byte)'[' or (byte)']' or (byte)'\\')
                pattern.Add((byte)'\\');
            pattern.Add(b);
        }

        pattern.Add((byte)'*');
        return [.. pattern];
    }
}
