using System.Buffers;

namespace Derp.Kv.Runtime;

/// <summary>Lets a custom serializer of a value type serve its nullable form: null is not passed to either.</summary>
/// <typeparam name="T">The underlying type.</typeparam>
/// <param name="underlying">The custom serializer.</param>
public sealed class NullableSerializer<T>(IKvSerializer<T> underlying) : IKvSerializer<T?>
    where T : struct
{
    /// <inheritdoc/>
    public void Serialize(IBufferWriter<byte> writer, T? value) => underlying.Serialize(writer, value.GetValueOrDefault());

    /// <inheritdoc/>
    public T? Deserialize(ReadOnlyMemory<byte> bytes) => underlying.Deserialize(bytes);
}
