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

        MessagePackTypes.ThrowIfDerived(value);
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
    // For an interface any implementation is fine, and the framework chooses the class of a frozen set.
    private static readonly bool s_isExact = !typeof(TCollection).IsAbstract;

    private static readonly bool s_canBeSet = Sets.CanBe<TCollection, T>();

    private object? _readComparer;

    public override void Write(ref MessagePackWriter writer, TCollection? value)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        if (s_isExact)
            MessagePackTypes.ThrowIfDerived(value);
        if (s_canBeSet && Sets.HasNoOrder<T>(value))
        {
            if (Fingerprinting.IsOn)
            {
                using var nesting = MessagePackNesting.Enter();
                SortedEntries.WriteSet(ref writer, value, item);
                return;
            }

            ThrowIfOtherComparer(value);
        }

        if (value.TryGetNonEnumeratedCount(out int count))
            Elements.WriteSequence(ref writer, value, count, item);
        else
            // A query of unknown length runs once, into a buffer; two runs could give different results.
            Elements.WriteSpan<T>(ref writer, value.ToArray(), item);
    }

    public override TCollection Read(ref MessagePackReader reader) =>
        Elements.ReadList(ref reader, item) is { } items ? create(items) : null!;

    private void ThrowIfOtherComparer(TCollection set)
    {
        var read = _readComparer ??= Comparers.OfSet<T>(create([])) ?? EqualityComparer<T>.Default;
        if (Comparers.OfSet<T>(set) is { } actual)
            Comparers.ThrowIfOther<T>(set, actual, read);
        else if (!s_isExact && set is ISet<T> or IReadOnlySet<T> && LookupProbe.IgnoresCase(set, set.Contains))
            throw Comparers.Other<T>(set, null, read);
    }
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
