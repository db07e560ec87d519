using System.Buffers.Text;
using MessagePack;

namespace Derp.Kv.Serialization.BuiltIn;

internal sealed class StringSerializer : MessagePackKvSerializer<string>
{
    public static readonly StringSerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, string? value) => MessagePackWriting.WriteText(ref writer, value);

    public override string Read(ref MessagePackReader reader) => reader.ReadString()!;
}

internal sealed class UriSerializer : MessagePackKvSerializer<Uri>
{
    public static readonly UriSerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, Uri? value)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        MessagePackTypes.ThrowIfDerived(value);

        // A path that Unix took for a file when the URI was made must not be read as a path without a scheme.
        var text = value.OriginalString;
        MessagePackWriting.WriteText(ref writer, text.StartsWith('/') && value.IsAbsoluteUri ? value.AbsoluteUri : text);
    }

    public override Uri Read(ref MessagePackReader reader)
    {
        if (reader.ReadString() is not { } text)
            return null!;

        // On Unix an absolute path would become the URI of a file.
        return (text.StartsWith('/') && Uri.TryCreate(text, UriKind.Relative, out var uri)) || Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out uri)
            ? uri
            : throw new MessagePackSerializationException("The text is not a URI.");
    }
}

internal sealed class VersionSerializer : MessagePackKvSerializer<Version>
{
    public static readonly VersionSerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, Version? value) => writer.Write(value?.ToString());

    public override Version Read(ref MessagePackReader reader)
    {
        if (reader.ReadString() is not { } text)
            return null!;
        return Version.TryParse(text, out var version)
            ? version
            : throw new MessagePackSerializationException("The text is not a version number.");
    }
}

// The text of the invariant culture keeps the scale: 1.50 stays 1.50.
internal sealed class DecimalSerializer : MessagePackKvSerializer<decimal>
{
    public static readonly DecimalSerializer Instance = new();

    // A sign, 29 digits and a point.
    private const int MaxLength = 31;

    public override void Write(ref MessagePackWriter writer, decimal value)
    {
        if (Fingerprinting.IsOn)
            value = FingerprintNumbers.Unify(value);

        // The longest text fits a header of one byte.
        var destination = writer.GetSpan(1 + MaxLength);
        Utf8Formatter.TryFormat(value, destination[1..], out int length);
        destination[0] = (byte)(MessagePackCode.MinFixStr | length);
        writer.Advance(1 + length);
    }

    public override decimal Read(ref MessagePackReader reader)
    {
        var text = MessagePackReading.ReadUtf8(ref reader);
        return Utf8Parser.TryParse(text, out decimal value, out int length) && length == text.Length
            ? value
            : throw new MessagePackSerializationException("The text is not a decimal number.");
    }
}

internal sealed class GuidSerializer : MessagePackKvSerializer<Guid>
{
    public static readonly GuidSerializer Instance = new();

    private const int Length = 36;

    public override void Write(ref MessagePackWriter writer, Guid value)
    {
        writer.WriteStringHeader(Length);
        Utf8Formatter.TryFormat(value, writer.GetSpan(Length), out _);
        writer.Advance(Length);
    }

    public override Guid Read(ref MessagePackReader reader)
    {
        var text = MessagePackReading.ReadUtf8(ref reader);
        return text.Length == Length && Utf8Parser.TryParse(text, out Guid value, out int length) && length == Length
            ? value
            : throw new MessagePackSerializationException("The text is not a GUID.");
    }
}
