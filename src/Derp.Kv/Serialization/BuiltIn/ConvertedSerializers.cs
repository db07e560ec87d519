using MessagePack;

namespace Derp.Kv.Serialization.BuiltIn;

/// <summary>Writes a reference as the value type that holds the same parts; null as nil.</summary>
internal sealed class ReferenceSerializer<T, TParts>(
    MessagePackKvSerializer<TParts> parts,
    Func<T, TParts> take,
    Func<TParts, T> create) : MessagePackKvSerializer<T>
    where T : class
{
    public override void Write(ref MessagePackWriter writer, T? value)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        MessagePackTypes.ThrowIfDerived(value);
        parts.Write(ref writer, take(value));
    }

    public override T Read(ref MessagePackReader reader) => reader.TryReadNil() ? null! : create(parts.Read(ref reader));
}

internal sealed class KeyValuePairSerializer<TKey, TValue>(MessagePackKvSerializer<TKey> key, MessagePackKvSerializer<TValue> value)
    : MessagePackKvSerializer<KeyValuePair<TKey, TValue>>
{
    public override void Write(ref MessagePackWriter writer, KeyValuePair<TKey, TValue> pair)
    {
        using var nesting = MessagePackNesting.Enter();
        writer.WriteArrayHeader(2);
        key.Write(ref writer, pair.Key);
        value.Write(ref writer, pair.Value);
    }

    public override KeyValuePair<TKey, TValue> Read(ref MessagePackReader reader)
    {
        Parts.ReadHeader(ref reader, 2);
        var pair = KeyValuePair.Create(key.Read(ref reader), value.Read(ref reader));
        MessagePackNesting.Leave(ref reader);
        return pair;
    }
}
