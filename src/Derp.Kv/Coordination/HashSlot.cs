namespace Derp.Kv.Coordination;

/// <summary>
/// The cluster slot of a key: CRC-16/XMODEM of its hash tag, or of the whole key, modulo 16384, as the Valkey cluster
/// specification defines it.
/// </summary>
internal static class HashSlot
{
    public const int Count = 16384;

    private static readonly ushort[] s_crc = CreateTable();

    public static int Of(ReadOnlySpan<byte> key)
    {
        var tag = TagOf(key);
        return Crc16(tag.IsEmpty ? key : tag) % Count;
    }

    /// <summary>The hash tag: what stands between the first <c>{</c> and the first <c>}</c> behind it; empty when there is none or nothing.</summary>
    public static ReadOnlySpan<byte> TagOf(ReadOnlySpan<byte> key)
    {
        var open = key.IndexOf((byte)'{');
        if (open < 0)
            return default;

        var behind = key[(open + 1)..];
        var close = behind.IndexOf((byte)'}');
        return close <= 0 ? default : behind[..close];
    }

    private static ushort Crc16(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0;
        foreach (var b in bytes)
            crc = (ushort)((crc << 8) ^ s_crc[(crc >> 8) ^ b]);
        return crc;
    }

    private static ushort[] CreateTable()
    {
        const int polynomial = 0x1021;
        var table = new ushort[256];
        for (var i = 0; i < table.Length; i++)
        {
            var crc = i << 8;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ polynomial : crc << 1;
            table[i] = (ushort)crc;
        }

        return table;
    }
}
