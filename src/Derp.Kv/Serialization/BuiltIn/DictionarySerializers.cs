using MessagePack;

namespace Derp.Kv.Serialization.BuiltIn;

/// <summary>Maps of every kind: written by enumeration, read into a dictionary that refuses a key that comes twice.</summary>
internal sealed class DictionarySerializer<TDictionary, TKey, TValue>(
    MessagePackKvSerializer<TKey> key,
    MessagePackKvSerializer<TValue> value,
    Func<Dictionary<TKey, TValue>, TDictionary> create) : MessagePackKvSerializer<TDictionary>
    where TDictionary : class, IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public override void Write(ref MessagePackWriter writer, TDictionary? dictionary)
    {
        if (dictionary is null)
        {
            writer.WriteNil();
            return;
        }

        using var nesting = MessagePackNesting.Enter();
        int count = dictionary.Count();
        writer.WriteMapHeader(count);
        int written = 0;
        foreach (var (k, v) in dictionary)
        {
            key.Write(ref writer, k);
            value.Write(ref writer, v);
            written++;
        }

        Elements.ThrowUnlessAllWritten(written, count);
    }

    public override TDictionary Read(ref MessagePackReader reader)
    {
        if (reader.TryReadNil())
            return null!;

        int count = reader.ReadMapHeader();
        MessagePackNesting.Enter(ref reader);
        var dictionary = new Dictionary<TKey, TValue>(Elements.Capacity(count), ScatteringComparer<TKey>.For(count));
        for (int i = 0; i < count; i++)
        {
            var k = key.Read(ref reader);
            if (!dictionary.TryAdd(k, value.Read(ref reader)))
                throw KeyTwice();
        }

        MessagePackNesting.Leave(ref reader);
        return Create(dictionary);
    }

    private TDictionary Create(Dictionary<TKey, TValue> dictionary)
    {
        try
        {
            return create(dictionary);
        }
        catch (ArgumentException)
        {
            // Two keys that only the comparer of a sorted dictionary takes for one.
            throw KeyTwice();
        }
    }

    // Without the exception of the dictionary itself, whose message holds the key.
    private static MessagePackSerializationException KeyTwice() => new("A key comes twice.");
}
