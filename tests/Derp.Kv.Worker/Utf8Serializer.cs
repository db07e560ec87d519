using System.Buffers;
using System.Text;

namespace Derp.Kv.Worker;

/// <summary>Text as its bytes, so that tests can read it on the server.</summary>
internal sealed class Utf8Serializer : IKvSerializer<string?>
{
    public static readonly Utf8Serializer Instance = new();

    public void Serialize(IBufferWriter<byte> writer, string? value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Encoding.UTF8.GetBytes(value, writer);
    }

    public string? Deserialize(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
