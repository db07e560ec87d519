using MessagePack;

namespace Derp.Kv.Serialization.BuiltIn;

/// <summary>Reads elements into memory that grows with them: a declared length is trusted only as far as its elements exist.</summary>
internal static class Elements
{
    // The most elements for which a header alone reserves memory.
    private const int FirstCapacity = 1024;

    public static int Capacity(int declared) => Math.Min(declared, FirstCapacity);

    public static List<T>? ReadList<T>(ref MessagePackReader reader, MessagePackKvSerializer<T> item)
    {
        if (reader.TryReadNil())
            return null;

        int count = reader.ReadArrayHeader();
        MessagePackNesting.Enter(ref reader);
        var items = new List<T>(Capacity(count));
        for (int i = 0; i < count; i++)
            items.Add(item.Read(ref reader));
        MessagePackNesting.Leave(ref reader);
        return items;
    }

    public static T[]? ReadArray<T>(ref MessagePackReader reader, MessagePackKvSerializer<T> item)
    {
        if (reader.TryReadNil())
            return null;

        int count = reader.ReadArrayHeader();
        if (count == 0)
            return [];

        MessagePackNesting.Enter(ref reader);
        var items = new T[Capacity(count)];
        for (int i = 0; i < count; i++)
        {
            if (i == items.Length)
                System.Array.Resize(ref items, (int)Math.Min(count, items.Length * 2L));
            items[i] = item.Read(ref reader);
        }

        MessagePackNesting.Leave(ref reader);
        return items;
    }

    public static void WriteSpan<T>(ref MessagePackWriter writer, ReadOnlySpan<T> items, MessagePackKvSerializer<T> item)
    {
        using var nesting = MessagePackNesting.Enter();
        writer.WriteArrayHeader(items.Length);
        foreach (var element in items)
            item.Write(ref writer, element);
    }

    public static void WriteSequence<T>(ref MessagePackWriter writer, IEnumerable<T> items, int count, MessagePackKvSerializer<T> item)
    {
        using var nesting = MessagePackNesting.Enter();
        writer.WriteArrayHeader(count);
        int written = 0;
        foreach (var element in items)
        {
            item.Write(ref writer, element);
            written++;
        }

        ThrowUnlessAllWritten(written, count);
    }

    // The header is written before the elements: a collection that changes meanwhile would leave a wrong header.
    public static void ThrowUnlessAllWritten(int written, int count)
    {
        if (written != count)
            throw new MessagePackSerializationException("The collection changed while it was being written.");
    }
}
