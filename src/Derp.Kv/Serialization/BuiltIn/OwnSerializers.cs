using System.Buffers;
using MessagePack;
using MessagePack.Formatters;
using MessagePack.Resolvers;

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

/// <summary>What a user's formatter may ask for: the library's formatters that need no reflection.</summary>
internal sealed class FormatterOptions : IFormatterResolver
{
    public static readonly MessagePackSerializerOptions Instance =
        new MessagePackSerializerOptions(new FormatterOptions()).WithSecurity(MessagePackSecurity.UntrustedData);

    private FormatterOptions()
    {
    }

    public IMessagePackFormatter<T> GetFormatter<T>() => BuiltinResolver.Instance.GetFormatter<T>()
        ?? throw new MessagePackSerializationException(
            $"A MessagePack formatter asked its options for the format of '{typeof(T)}', which only reflection could find. Let it write the parts itself, or call the formatter of that type.");
}
