using System.Buffers;
using System.Buffers.Binary;

namespace Derp.Kv.Tests.Runtime.RoundTrips;

/// <summary>Stands for any serializer: what comes back is what the test makes of the original.</summary>
internal sealed class CopySerializer<T>(Func<T, T> copy) : IKvSerializer<T>
{
    private readonly List<T> _values = [];

    public void Serialize(IBufferWriter<byte> writer, T value)
    {
        BinaryPrimitives.WriteInt32BigEndian(writer.GetSpan(sizeof(int)), _values.Count);
        writer.Advance(sizeof(int));
        _values.Add(value);
    }

    public T Deserialize(ReadOnlyMemory<byte> bytes) => copy(_values[BinaryPrimitives.ReadInt32BigEndian(bytes.Span)]);
}
