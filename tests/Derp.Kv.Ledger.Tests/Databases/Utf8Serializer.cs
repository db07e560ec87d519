using System.Buffers;
using System.Text;

namespace Derp.Kv.Ledger.Tests;

/// <summary>Texts as UTF-8.</summary>
internal sealed class Utf8Serializer : IKvSerializer<string>
{
    public static Utf8Serializer Instance { get; } = new();

    public void Serialize(IBufferWriter<byte> writer, string value) => Encoding.UTF8.GetBytes(value, writer);

    public string Deserialize(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
