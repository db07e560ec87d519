using System.Buffers;
using MessagePack;
using MessagePack.Formatters;

namespace Derp.Kv.Serialization.BuiltIn;

internal sealed class CustomSerializer<T>(IKvSerializer<T> custom) : MessagePackKvSerializer<T>
{
    public override void Write(ref MessagePackWriter writer, T value)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        using var nesting = MessagePackNesting.Enter();
        // The length stands before the bytes.
        var bytes = new ArrayBufferWriter<byte>();
        custom.Serialize(bytes, value);
        writer.Write(bytes.WrittenSpan);
    }

    public override T Read(ref MessagePackReader reader)
    {
        if (reader.ReadBytes() is not { } bytes)
            return default(T) is null ? default! : throw new MessagePackSerializationException("Bytes are expected, not nil.");

        MessagePackNesting.Enter(ref reader);
        var value = custom.Deserialize(bytes.IsSingleSegment ? bytes.First : bytes.ToArray());
        MessagePackNesting.Leave(ref reader);
        return value;
    }
}

internal sealed class FormatterSerializer<T>(IMessagePackFormatter<T> formatter) : MessagePackKvSerializer<T>
{
    public override void Write(ref MessagePackWriter writer, T value)
    {
        using var nesting = MessagePackNesting.Enter();
        formatter.Serialize(ref writer, value, FormatterOptions.Instance);
    }

    public override T Read(ref MessagePackReader reader)
    {
        MessagePackNesting.Enter(ref reader);
        var value = formatter.Deserialize(ref reader, FormatterOptions.Instance);
        MessagePackNesting.Leave(ref reader);
        return value;
    }
}

/// <summary>Formatters that a user's formatter may ask for: those of plain types, known by name, so that no reflection is needed.</summary>
internal sealed class FormatterOptions : IFormatterResolver
{
    public static readonly MessagePackSerializerOptions Instance =
        new MessagePackSerializerOptions(new FormatterOptions()).WithSecurity(MessagePackSecurity.UntrustedData);

    private static readonly Dictionary<Type, IMessagePackFormatter> s_known = new()
    {
        [typeof(bool)] = BooleanFormatter.Instance,
        [typeof(char)] = CharFormatter.Instance,
        [typeof(sbyte)] = SByteFormatter.Instance,
        [typeof(byte)] = ByteFormatter.Instance,
        [typeof(short)] = Int16Formatter.Instance,
        [typeof(ushort)] = UInt16Formatter.Instance,
        [typeof(int)] = Int32Formatter.Instance,
        [typeof(uint)] = UInt32Formatter.Instance,
        [typeof(long)] = Int64Formatter.Instance,
        [typeof(ulong)] = UInt64Formatter.Instance,
        [typeof(float)] = SingleFormatter.Instance,
        [typeof(double)] = DoubleFormatter.Instance,
        [typeof(decimal)] = new Lossless<decimal>(DecimalSerializer.Instance),
        [typeof(string)] = new Lossless<string>(StringSerializer.Instance),
        [typeof(byte[])] = ByteArrayFormatter.Instance,
        [typeof(Guid)] = GuidFormatter.Instance,
        [typeof(DateTime)] = new Lossless<DateTime>(DateTimeSerializer.Instance),
        [typeof(DateTimeOffset)] = DateTimeOffsetFormatter.Instance,
        [typeof(TimeSpan)] = TimeSpanFormatter.Instance,
        [typeof(Uri)] = new Lossless<Uri>(UriSerializer.Instance),
        [typeof(Version)] = VersionFormatter.Instance,
    };

    private FormatterOptions()
    {
    }

    public IMessagePackFormatter<T> GetFormatter<T>() => s_known.TryGetValue(typeof(T), out var known)
        ? (IMessagePackFormatter<T>)known
        : throw new MessagePackSerializationException(
            $"A MessagePack formatter asked its options for the format of '{typeof(T)}', which only reflection could find. Let it write the parts itself, or call the formatter of that type.");

    /// <summary>Ours if the library's loses something: half a surrogate pair, the kind of a time, a path on Unix.</summary>
    private sealed class Lossless<T>(MessagePackKvSerializer<T> serializer) : IMessagePackFormatter<T>
    {
        public void Serialize(ref MessagePackWriter writer, T value, MessagePackSerializerOptions options) => serializer.Write(ref writer, value);

        public T Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => serializer.Read(ref reader);
    }
}
