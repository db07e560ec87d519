using System.Buffers;
using MessagePack;

namespace Derp.Kv.Serialization.BuiltIn;

/// <summary>
/// The entries of a set or map in the order of their bytes, so that equal ones have equal bytes: in whatever order they were
/// added, in every process. Only for fingerprints, see <see cref="Fingerprinting"/>.
/// </summary>
internal sealed class SortedEntries
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<Range> _entries = [];

    public delegate void Write<in T>(ref MessagePackWriter writer, T value);

    public static void WriteSet<T>(ref MessagePackWriter writer, IEnumerable<T> items, MessagePackKvSerializer<T> item)
    {
        var sorted = Of(items, item.Write);
        writer.WriteArrayHeader(sorted._entries.Count);
        sorted.CopyTo(ref writer);
    }

    public static void WriteMap<TKey, TValue>(
        ref MessagePackWriter writer,
        IEnumerable<KeyValuePair<TKey, TValue>> items,
        MessagePackKvSerializer<TKey> key,
        MessagePackKvSerializer<TValue> value)
    {
        var sorted = Of(items, (ref MessagePackWriter entry, KeyValuePair<TKey, TValue> pair) =>
        {
            key.Write(ref entry, pair.Key);
            value.Write(ref entry, pair.Value);
        });
        writer.WriteMapHeader(sorted._entries.Count);
        sorted.CopyTo(ref writer);
    }

    private static SortedEntries Of<T>(IEnumerable<T> items, Write<T> write)
    {
        var sorted = new SortedEntries();
        foreach (var item in items)
        {
            var start = sorted._bytes.WrittenCount;
            var entry = new MessagePackWriter(sorted._bytes);
            write(ref entry, item);
            entry.Flush();
            sorted._entries.Add(start..sorted._bytes.WrittenCount);
        }

        sorted.Sort();
        return sorted;
    }

    private void Sort()
    {
        // Before the order is taken: equal numbers must sort to one place.
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsMemory(_bytes.WrittenMemory);
        FingerprintNumbers.Unify(bytes);
        _entries.Sort((a, b) => bytes.Span[a].SequenceCompareTo(bytes.Span[b]));
    }

    private void CopyTo(ref MessagePackWriter writer)
    {
        foreach (var entry in _entries)
            writer.WriteRaw(_bytes.WrittenSpan[entry]);
    }
}
