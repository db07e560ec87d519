using System.Buffers;

namespace Derp.Kv.Runtime;

/// <summary>The result of an idempotent method without a result. It is stored as no bytes.</summary>
public readonly record struct NoValue
{
    /// <summary>The serializer of nothing.</summary>
    public static IKvSerializer<NoValue> Serializer { get; } = new EmptySerializer();

    /// <summary>Awaits a body without a result.</summary>
    /// <param name="task">The body's task.</param>
    public static async ValueTask<NoValue> FromAsync(ValueTask task)
    {
        await task.ConfigureAwait(false);
        return default;
    }

    private sealed class EmptySerializer : IKvSerializer<NoValue>
    {
        public void Serialize(IBufferWriter<byte> writer, NoValue value)
        {
        }

        public NoValue Deserialize(ReadOnlyMemory<byte> bytes) =>
            bytes.IsEmpty ? default : throw new KvSerializationException("A result was stored, but the method has none.");
    }
}
