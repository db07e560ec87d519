using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Derp.Kv.Serialization;
using Derp.Kv.Tool.Output;
using MessagePack;

namespace Derp.Kv.Tool.Decoding;

/// <summary>
/// MessagePack as JSON. Bytes become base64, moments ISO 8601, other extensions an object of code and base64, numbers that JSON lacks their names. Keys of
/// maps that are no text become the text of their JSON.
/// </summary>
internal static class MessagePackJson
{
    /// <summary>Reads bytes that should be one value.</summary>
    /// <param name="bytes">Any bytes.</param>
    /// <param name="json">Takes the value; null: it is only looked at.</param>
    /// <returns>What is wrong; null: nothing.</returns>
    public static string? Write(ReadOnlyMemory<byte> bytes, IBufferWriter<byte>? json)
    {
        using var writer = json is null ? null : new Utf8JsonWriter(json, JsonFormat.Writing);
        var reader = new MessagePackReader(bytes);
        try
        {
            if (!TryCopy(ref reader, writer))
                return "is not MessagePack: it has text that is not UTF-8";
            writer?.Flush();
            return reader.End ? null : "has bytes behind its MessagePack value";
        }
        catch (EndOfStreamException)
        {
            return "is not MessagePack, or is cut off";
        }
        catch (Exception e) when (e is MessagePackSerializationException or InsufficientExecutionStackException or OverflowException or ArgumentOutOfRangeException)
        {
            return "is not MessagePack";
        }
    }

    /// <summary>What a value is, in words. Of bytes that <see cref="Write"/> accepts.</summary>
    public static string Describe(ReadOnlyMemory<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        return reader.NextMessagePackType switch
        {
            MessagePackType.Array => string.Create(CultureInfo.InvariantCulture, $"array of {reader.ReadArrayHeader()}"),
            MessagePackType.Map => string.Create(CultureInfo.InvariantCulture, $"map of {reader.ReadMapHeader()}"),
            MessagePackType.String => "text",
            MessagePackType.Binary => "bytes",
            MessagePackType.Nil => "nil",
            MessagePackType.Boolean => "truth value",
            MessagePackType.Extension => "extension",
            _ => "number",
        };
    }

    // False: text that is not UTF-8.
    private static bool TryCopy(ref MessagePackReader reader, Utf8JsonWriter? writer)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Array:
                return TryCopyArray(ref reader, writer);
            case MessagePackType.Map:
                return TryCopyMap(ref reader, writer);
            case MessagePackType.String:
                return TryReadText(ref reader, out var text) && Written(writer, text);
            case MessagePackType.Extension:
                CopyExtension(ref reader, writer);
                return true;
            case MessagePackType.Binary:
                var bytes = Whole(reader.ReadBytes() ?? default);
                writer?.WriteBase64StringValue(bytes.Span);
                return true;
            case MessagePackType.Float:
                CopyNumber(ref reader, writer);
                return true;
            case MessagePackType.Integer:
                CopyInteger(ref reader, writer);
                return true;
            case MessagePackType.Boolean:
                var truth = reader.ReadBoolean();
                writer?.WriteBooleanValue(truth);
                return true;
            default:
                reader.ReadNil();
                writer?.WriteNullValue();
                return true;
        }
    }

    private static bool TryCopyArray(ref MessagePackReader reader, Utf8JsonWriter? writer)
    {
        MessagePackNesting.Enter(ref reader);
        writer?.WriteStartArray();
        for (var left = reader.ReadArrayHeader(); left > 0; left--)
        {
            if (!TryCopy(ref reader, writer))
                return false;
        }

        writer?.WriteEndArray();
        MessagePackNesting.Leave(ref reader);
        return true;
    }

    private static bool TryCopyMap(ref MessagePackReader reader, Utf8JsonWriter? writer)
    {
        MessagePackNesting.Enter(ref reader);
        writer?.WriteStartObject();
        for (var left = reader.ReadMapHeader(); left > 0; left--)
        {
            if (!TryCopyName(ref reader, writer) || !TryCopy(ref reader, writer))
                return false;
        }

        writer?.WriteEndObject();
        MessagePackNesting.Leave(ref reader);
        return true;
    }

    private static bool TryCopyName(ref MessagePackReader reader, Utf8JsonWriter? writer)
    {
        if (reader.NextMessagePackType == MessagePackType.String)
        {
            if (!TryReadText(ref reader, out var text))
                return false;
            writer?.WritePropertyName(text.Span);
            return true;
        }

        var name = new ArrayBufferWriter<byte>();
        using (var inner = new Utf8JsonWriter(name, JsonFormat.Writing))
        {
            if (!TryCopy(ref reader, inner))
                return false;
        }

        writer?.WritePropertyName(name.WrittenSpan);
        return true;
    }

    private static bool TryReadText(ref MessagePackReader reader, out ReadOnlyMemory<byte> text)
    {
        text = Whole(reader.ReadStringSequence() ?? default);
        return Utf8.IsValid(text.Span);
    }

    private static bool Written(Utf8JsonWriter? writer, ReadOnlyMemory<byte> text)
    {
        writer?.WriteStringValue(text.Span);
        return true;
    }

    private static void CopyInteger(ref MessagePackReader reader, Utf8JsonWriter? writer)
    {
        if (reader.NextCode == MessagePackCode.UInt64)
        {
            var unsigned = reader.ReadUInt64();
            writer?.WriteNumberValue(unsigned);
            return;
        }

        var number = reader.ReadInt64();
        writer?.WriteNumberValue(number);
    }

    // A number of 32 bits has fewer digits than the same one of 64.
    private static void CopyNumber(ref MessagePackReader reader, Utf8JsonWriter? writer)
    {
        var isSingle = reader.NextCode == MessagePackCode.Float32;
        var number = reader.ReadDouble();
        if (double.IsFinite(number) && isSingle)
            writer?.WriteNumberValue((float)number);
        else if (double.IsFinite(number))
            writer?.WriteNumberValue(number);
        else
            writer?.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
    }

    private static void CopyExtension(ref MessagePackReader reader, Utf8JsonWriter? writer)
    {
        var header = reader.CreatePeekReader().ReadExtensionFormatHeader();
        if (header.TypeCode == ReservedMessagePackExtensionTypeCode.DateTime)
        {
            var moment = reader.ReadDateTime();
            writer?.WriteStringValue(moment);
            return;
        }

        var data = Whole(reader.ReadExtensionFormat().Data);
        writer?.WriteStartObject();
        writer?.WriteNumber("$extension"u8, header.TypeCode);
        writer?.WriteBase64String("base64"u8, data.Span);
        writer?.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> Whole(in ReadOnlySequence<byte> bytes) => bytes.IsSingleSegment ? bytes.First : bytes.ToArray();
}
