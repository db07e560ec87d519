using System.Globalization;
using System.Text;

namespace Derp.Kv.Servers;

/// <summary>A command as it goes over the wire: an array of bulk strings.</summary>
/// <param name="Parts">The name and the arguments; text stands for bytes one to one (Latin-1).</param>
public sealed record RespCommand(IReadOnlyList<string> Parts)
{
    public string Name => Parts[0].ToUpperInvariant();

    /// <summary>Whether it is answered by pushed messages alone.</summary>
    public bool IsSubscription => Name.EndsWith("SUBSCRIBE", StringComparison.Ordinal);

    public static RespCommand Parse(byte[] frame)
    {
        var text = Encoding.Latin1.GetString(frame);
        var at = 0;
        var parts = new string[Number('*')];
        for (var i = 0; i < parts.Length; i++)
        {
            var length = Number('$');
            parts[i] = text.Substring(at, length);
            at += length + 2;
        }

        return new RespCommand(parts);

        int Number(char type)
        {
            var end = text.IndexOf("\r\n", at, StringComparison.Ordinal);
            if (text[at] != type)
                throw new InvalidDataException($"Expected '{type}' in a command.");
            var number = int.Parse(text.AsSpan(at + 1, end - at - 1), CultureInfo.InvariantCulture);
            at = end + 2;
            return number;
        }
    }
}
