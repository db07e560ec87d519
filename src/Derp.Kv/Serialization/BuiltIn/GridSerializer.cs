using MessagePack;

namespace Derp.Kv.Serialization.BuiltIn;

/// <summary>An array of several dimensions: one length for each, then all elements as one array.</summary>
internal sealed class GridSerializer<TGrid, T>(int rank, MessagePackKvSerializer<T> item) : MessagePackKvSerializer<TGrid>
    where TGrid : class
{
    public override void Write(ref MessagePackWriter writer, TGrid? value)
    {
        if (value is not Array grid)
        {
            writer.WriteNil();
            return;
        }

        for (int i = 0; i < rank; i++)
        {
            if (grid.GetLowerBound(i) != 0)
                throw new MessagePackSerializationException("An array whose indexes do not start at 0 has no format.");
        }

        using var nesting = MessagePackNesting.Enter();
        writer.WriteArrayHeader(rank + 1);
        for (int i = 0; i < rank; i++)
            writer.Write(grid.GetLength(i));
        Elements.WriteSpan(ref writer, Grid.Cells<T>(grid), item);
    }

    public override TGrid Read(ref MessagePackReader reader)
    {
        if (reader.TryReadNil())
            return null!;

        Parts.ReadHeader(ref reader, rank + 1);
        Span<int> lengths = stackalloc int[rank];
        bool isEmpty = false;
        long cells = 1;
        for (int i = 0; i < rank; i++)
        {
            lengths[i] = reader.ReadInt32();
            isEmpty |= lengths[i] == 0;
            // The runtime refuses too large a dimension even if another one is empty.
            cells *= Math.Max(1, lengths[i]);
            if (lengths[i] < 0 || cells > Array.MaxLength)
                throw Mismatch();
        }

        // The elements are read before the lengths are trusted.
        var items = Elements.ReadArray(ref reader, item) ?? throw Mismatch();
        if (items.Length != (isEmpty ? 0 : cells))
            throw Mismatch();
        MessagePackNesting.Leave(ref reader);
        var grid = Grid.Create<T>(lengths);
        items.CopyTo(Grid.Cells<T>(grid));
        return (TGrid)(object)grid;
    }

    private static MessagePackSerializationException Mismatch() => new("The lengths of the dimensions do not fit the elements.");
}

internal static class Grid
{
    public static Span<T> Cells<T>(Array grid) => grid.Length == 0
        ? []
        : System.Runtime.InteropServices.MemoryMarshal.CreateSpan(
            ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(grid)), grid.Length);

    // By name, so that ahead-of-time compilation sees each type of array.
    public static Array Create<T>(ReadOnlySpan<int> lengths) => lengths switch
    {
        [var a, var b] => new T[a, b],
        [var a, var b, var c] => new T[a, b, c],
        [var a, var b, var c, var d] => new T[a, b, c, d],
        _ => throw new ArgumentOutOfRangeException(nameof(lengths)),
    };
}
