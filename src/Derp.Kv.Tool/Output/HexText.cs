using System.Text;

namespace Derp.Kv.Tool.Output;

/// <summary>Bytes in hexadecimal, 32 a line, as <c>xxd -r -p</c> reads them.</summary>
internal static class HexText
{
    private const int BytesPerLine = 32;

    public static void Write(Stream output, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var line = bytes[..Math.Min(BytesPerLine, bytes.Length)];
            output.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(line)));
            output.Write("\n"u8);
            bytes = bytes[line.Length..];
        }
    }
}
