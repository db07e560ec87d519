namespace Derp.Kv.Page.Figures;

/// <summary>
/// Counts of about the last minute, in slots of five seconds. A slot is cleared when its time comes round again, so that adding takes no lock; what is added
/// at that very moment may be lost.
/// </summary>
/// <param name="width">How many counts.</param>
internal sealed class MinuteCounts(int width)
{
    public const int SecondsOfSlot = 5;

    private const int Slots = (60 / SecondsOfSlot) + 1;

    private readonly long[] _counts = new long[Slots * width];
    private int _slot;

    public void Add(int index, long count) => Interlocked.Add(ref _counts[(Volatile.Read(ref _slot) * width) + index], count);

    /// <summary>The next slot begins.</summary>
    public void Advance()
    {
        var next = (_slot + 1) % Slots;
        Array.Clear(_counts, next * width, width);
        Volatile.Write(ref _slot, next);
    }

    public long Sum(int index)
    {
        var sum = 0L;
        for (var at = index; at < _counts.Length; at += width)
            sum += Volatile.Read(ref _counts[at]);
        return sum;
    }
}
