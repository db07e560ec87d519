using System.Collections.Immutable;
using MessagePack;

namespace Derp.Kv.Serialization.BuiltIn;

internal sealed class ArraySerializer<T>(MessagePackKvSerializer<T> item) : MessagePackKvSerializer<T[]>
{
    public override void Write(ref MessagePackWriter writer, T[]? value)
    {
        if (value is null)
            writer.WriteNil();
        else
            Elements.WriteSpan(ref writer, value, item);
    }

    public override T[] Read(ref MessagePackReader reader) => Elements.ReadArray(ref reader, item)!;
}

internal sealed class ListSerializer<T>(MessagePackKvSerializer<T> item) : MessagePackKvSerializer<List<T>>
{
    public override void Write(ref MessagePackWriter writer, List<T>? value)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        using var nesting = MessagePackNesting.Enter();
        int count = value.Count;
        writer.WriteArrayHeader(count);
        int written = 0;
        foreach (var element in value)
        {
            item.Write(ref writer, element);
            written++;
        }

        Elements.ThrowUnlessAllWritten(written, count);
    }

    public override List<T> Read(ref MessagePackReader reader) => Elements.ReadList(ref reader, item)!;
}

/// <summary>Every other collection class or interface of one element type: written by enumeration, read from a list.</summary>
internal sealed class CollectionSerializer<TCollection, T>(MessagePackKvSerializer<T> item, Func<List<T>, TCollection> create)
    : MessagePackKvSerializer<TCollection>
    where TCollection : class, IEnumerable<T>
{
    public override void Write(ref MessagePackWriter writer, TCollection? value)
    {
        if (value is null)
            writer.WriteNil();
        else if (value.TryGetNonEnumeratedCount(out int count))
            Elements.WriteSequence(ref writer, value, count, item);
        else
            // A query of unknown length runs once, into a buffer; running it twice could give two answers.
            Elements.WriteSpan<T>(ref writer, value.ToArray(), item);
    }

    public override TCollection Read(ref MessagePackReader reader) =>
        Elements.ReadList(ref reader, item) is { } items ? create(items) : null!;
}

internal sealed class ImmutableArraySerializer<T>(MessagePackKvSerializer<T> item) : MessagePackKvSerializer<ImmutableArray<T>>
{
    public override void Write(ref MessagePackWriter writer, ImmutableArray<T> value)
    {
        if (value.IsDefault)
            writer.WriteNil();
        else
            Elements.WriteSpan(ref writer, value.AsSpan(), item);
    }

    // Nil is the default array, which has no elements to count.
    public override ImmutableArray<T> Read(ref MessagePackReader reader) =>
        System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(Elements.ReadArray(ref reader, item));
}
