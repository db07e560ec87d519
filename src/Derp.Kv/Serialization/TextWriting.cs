using System.Buffers;
using System.Buffers.Binary;
using System.Text.Unicode;
using MessagePack;

namespace Derp.Kv.Serialization;

/// <summary>Text of any length and script. The bytes are the library's, which would replace characters without a UTF-8 form.</summary>
internal static class TextWriting
{
    private const int LongestHeader = 5;
    private const int MostBytesOfOneUnit = 3;

    public static void Write(ref MessagePackWriter writer, string value)
    {
        var span = writer.GetSpan(checked(LongestHeader + (MostBytesOfOneUnit * value.Length)));

        // Start of the text if all of it is ASCII; otherwise it is moved.
        var start = HeaderSize(value.Length);
        if (Utf8.FromUtf16(value, span[start..], out _, out var length, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            WriteUnits(ref writer, value);
            return;
        }

        var size = HeaderSize(length);
        if (size != start)
            span.Slice(start, length).CopyTo(span[size..]);
        WriteHeader(span, size, length);
        writer.Advance(size + length);
    }

    // Half a surrogate pair has no UTF-8 form. For a comparison it needs none: no other text is written as binary.
    private static void WriteUnits(ref MessagePackWriter writer, string value)
    {
        if (!Fingerprinting.IsOn)
            throw new KvSerializationException("The text contains half a surrogate pair. It has no UTF-8 form and would be read back as different text.");

        var size = checked(sizeof(char) * value.Length);
        writer.WriteBinHeader(size);
        var span = writer.GetSpan(size);
        for (var i = 0; i < value.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(span[(sizeof(char) * i)..], value[i]);
        writer.Advance(size);
    }

    private static int HeaderSize(int length) => length switch
    {
        <= MessagePackRange.MaxFixStringLength => 1,
        <= byte.MaxValue => 2,
        <= ushort.MaxValue => 3,
        _ => LongestHeader,
    };

    private static void WriteHeader(Span<byte> span, int size, int length)
    {
        switch (size)
        {
            case 1:
                span[0] = (byte)(MessagePackCode.MinFixStr | length);
                break;
            case 2:
                span[0] = MessagePackCode.Str8;
                span[1] = (byte)length;
                break;
            case 3:
                span[0] = MessagePackCode.Str16;
                BinaryPrimitives.WriteUInt16BigEndian(span[1..], (ushort)length);
                break;
            default:
                span[0] = MessagePackCode.Str32;
                BinaryPrimitives.WriteInt32BigEndian(span[1..], length);
                break;
        }
    }
}
