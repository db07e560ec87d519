using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using MessagePack;

namespace Derp.Kv.Serialization;

/// <summary>What generated serializers need besides <see cref="MessagePackWriter"/>.</summary>
public static class MessagePackWriting
{
    private const int LongestShortString = 31;

    /// <summary>Writes the name of a member. For a literal, header and bytes become a copy of known length.</summary>
    /// <param name="writer">Receives the bytes.</param>
    /// <param name="utf8">The name as UTF-8.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteName(ref MessagePackWriter writer, ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestShortString)
        {
            writer.WriteString(utf8);
            return;
        }

        var span = writer.GetSpan(1 + utf8.Length);
        span[0] = (byte)(MessagePackCode.MinFixStr | utf8.Length);
        utf8.CopyTo(span[1..]);
        writer.Advance(1 + utf8.Length);
    }

    /// <summary>Writes text as the library does, except half a surrogate pair, which the library replaces by U+FFFD. Short ASCII text is written in one step.</summary>
    /// <param name="writer">Receives the bytes.</param>
    /// <param name="value">The text; null as nil.</param>
    /// <exception cref="KvSerializationException">Half a surrogate pair has no UTF-8 form.</exception>
    public static void WriteText(ref MessagePackWriter writer, string? value)
    {
        if (value is { Length: <= LongestShortString })
        {
            var span = writer.GetSpan(1 + value.Length);
            if (Ascii.FromUtf16(value, span[1..], out _) == OperationStatus.Done)
            {
                span[0] = (byte)(MessagePackCode.MinFixStr | value.Length);
                writer.Advance(1 + value.Length);
                return;
            }
        }

        if (value is null)
            writer.WriteNil();
        else
            TextWriting.Write(ref writer, value);
    }
}
