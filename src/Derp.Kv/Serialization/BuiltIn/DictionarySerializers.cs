using MessagePack;

namespace Derp.Kv.Serialization.BuiltIn;

/// <summary>Maps of every kind: written by enumeration, read into a dictionary that refuses a repeated key.</summary>
internal sealed class DictionarySerializer<TDictionary, TKey, TValue>(
    MessagePackKvSerializer<TKey> key,
    MessagePackKvSerializer<TValue> value,
    Func<Dictionary<TKey, TValue>, TDictionary> create) : MessagePackKvSerializer<TDictionary>
    where TDictionary : class, IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    // For an interface any implementation is fine, and the framework chooses the class of a frozen dictionary.
    private static readonly bool s_isExact = !typeof(TDictionary).IsAbstract;

    private object? _readComparer;

    public override void Write(ref MessagePackWriter writer, TDictionary? dictionary)
    {
        if (dictionary is null)
        {
            writer.WriteNil();
            return;
        }

        if (s_isExact)
            MessagePackTypes.ThrowIfDerived(dictionary);
        using var nesting = MessagePackNesting.Enter();
        if (Fingerprinting.IsOn)
        {
            SortedEntries.WriteMap(ref writer, dictionary, key, value);
            return;
        }

        ThrowIfOtherComparer(dictionary);
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

    private void ThrowIfOtherComparer(TDictionary dictionary)
    {
        var read = _readComparer ??= Comparers.OfMap(create([])) ?? EqualityComparer<TKey>.Default;
        if (Comparers.OfMap(dictionary) is { } actual)
            Comparers.ThrowIfOther<TKey>(dictionary, actual, read);
        else if (!s_isExact && IgnoresCase(dictionary))
            throw Comparers.Other<TKey>(dictionary, null, read);
    }

    private static bool IgnoresCase(TDictionary dictionary) => dictionary switch
    {
        IReadOnlyDictionary<TKey, TValue> map => LookupProbe.IgnoresCase(map.Keys, map.ContainsKey),
        IDictionary<TKey, TValue> map => LookupProbe.IgnoresCase(map.Keys, map.ContainsKey),
        _ => false,
    };

    private TDictionary Create(Dictionary<TKey, TValue> dictionary)
    {
        try
        {
            return create(dictionary);
        }
        catch (ArgumentException)
        {
            // Two keys that are equal only by the comparer of a sorted dictionary.
            throw KeyTwice();
        }
    }

    // Without the exception of the dictionary itself, whose message holds the key.
    private static MessagePackSerializationException KeyTwice() => new("A key comes twice.");
}
