using System.Buffers;
using System.Text;

namespace Derp.Kv.Conformance;

/// <summary>A custom serializer as a user would write it; told to, it fails.</summary>
public sealed class Utf8Serializer : IKvSerializer<string?>
{
    public static readonly Utf8Serializer Instance = new();

    /// <summary>Values that contain this text cannot be written; bytes that contain it cannot be read.</summary>
    public const string Poison = "poison";

    public void Serialize(IBufferWriter<byte> writer, string? value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Contains(Poison, StringComparison.Ordinal))
            throw new FormatException("cannot be written");
        Encoding.UTF8.GetBytes(value, writer);
    }

    public string? Deserialize(ReadOnlyMemory<byte> bytes)
    {
        var value = Encoding.UTF8.GetString(bytes.Span);
        return value.Contains(Poison, StringComparison.Ordinal) ? throw new FormatException("cannot be read") : value;
    }
}
