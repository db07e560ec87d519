using System.Buffers;
using System.Text;

namespace Derp.Kv.Benchmarks;

/// <summary>A receipt as its text, as by hand.</summary>
internal sealed class ReceiptFormat : IKvSerializer<string>
{
    public static readonly ReceiptFormat Instance = new();

    public void Serialize(IBufferWriter<byte> writer, string value) => Encoding.UTF8.GetBytes(value, writer);

    public string Deserialize(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
