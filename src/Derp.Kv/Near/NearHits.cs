using System.Runtime.CompilerServices;

namespace Derp.Kv.Near;

/// <summary>Counts the hits of one method. Each thread has a cell, or shares it with few: one that all write to would cost more than the hit.</summary>
internal sealed class NearHits
{
    private const int Cells = 16;
    private const int Apart = 16;

    private readonly long[] _cells = new long[(Cells + 1) * Apart];

    /// <summary>The sum. Of threads that share a cell a count may be lost.</summary>
    public long Total
    {
        get
        {
            var total = 0L;
            for (var cell = 1; cell <= Cells; cell++)
                total += Volatile.Read(ref _cells[cell * Apart]);
            return total;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Count() => _cells[(CellOfThread() + 1) * Apart]++;

    // Threads are told apart by where their stacks are, which costs nothing to know.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CellOfThread()
    {
        byte here = 0;
        return (int)(Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref here) >> 20) & (Cells - 1);
    }
}
