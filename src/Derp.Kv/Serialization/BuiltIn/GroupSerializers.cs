using System.Collections;
using System.Diagnostics.CodeAnalysis;
using MessagePack;

namespace Derp.Kv.Serialization.BuiltIn;

internal sealed class GroupingSerializer<TKey, T>(MessagePackKvSerializer<TKey> key, MessagePackKvSerializer<T> item)
    : MessagePackKvSerializer<IGrouping<TKey, T>>
{
    private readonly CollectionSerializer<IEnumerable<T>, T> _elements = new(item, static items => items);

    public override void Write(ref MessagePackWriter writer, IGrouping<TKey, T>? value)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        using var nesting = MessagePackNesting.Enter();
        writer.WriteArrayHeader(2);
        key.Write(ref writer, value.Key);
        _elements.Write(ref writer, value);
    }

    public override IGrouping<TKey, T> Read(ref MessagePackReader reader)
    {
        if (reader.TryReadNil())
            return null!;

        Parts.ReadHeader(ref reader, 2);
        var group = new Group<TKey, T>(
            key.Read(ref reader),
            _elements.Read(ref reader) ?? throw new MessagePackSerializationException("A group has elements, not nil."));
        MessagePackNesting.Leave(ref reader);
        return group;
    }
}

internal sealed class Group<TKey, T>(TKey key, IEnumerable<T> elements) : IGrouping<TKey, T>
{
    public TKey Key => key;

    public IEnumerator<T> GetEnumerator() => elements.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

internal sealed class LookupSerializer<TKey, T>(MessagePackKvSerializer<IGrouping<TKey, T>> group) : MessagePackKvSerializer<ILookup<TKey, T>>
{
    public override void Write(ref MessagePackWriter writer, ILookup<TKey, T>? value)
    {
        if (value is null)
        {
            writer.WriteNil();
        }
        else if (Fingerprinting.IsOn)
        {
            using var nesting = MessagePackNesting.Enter();
            SortedEntries.WriteSet(ref writer, value, group);
        }
        else if (LookupProbe.IgnoresCase(value.Select(static g => g.Key), value.Contains))
        {
            throw Comparers.Other<TKey>(value, null, EqualityComparer<TKey>.Default);
        }
        else
        {
            Elements.WriteSequence(ref writer, value, value.Count, group);
        }
    }

    public override ILookup<TKey, T> Read(ref MessagePackReader reader)
    {
        if (Elements.ReadList(ref reader, group) is not { } groups)
            return null!;
        if (groups.Contains(null!))
            throw new MessagePackSerializationException("A group is expected, not nil.");

        var lookup = groups
            .SelectMany(static g => g, static (g, element) => (g.Key, Element: element))
            .ToLookup(static pair => pair.Key, static pair => pair.Element, ScatteringComparer<TKey>.For(groups.Count));
        // A lookup has no empty groups, and one group for a key.
        return lookup.Count == groups.Count ? lookup : throw new MessagePackSerializationException("A key comes twice, or without elements.");
    }
}

internal sealed class LazySerializer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(
    MessagePackKvSerializer<T> item) : MessagePackKvSerializer<Lazy<T>>
{
    public override void Write(ref MessagePackWriter writer, Lazy<T>? value)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        MessagePackTypes.ThrowIfDerived(value);
        item.Write(ref writer, value.Value);
    }

    public override Lazy<T> Read(ref MessagePackReader reader) => reader.TryReadNil() ? null! : new(item.Read(ref reader));
}
