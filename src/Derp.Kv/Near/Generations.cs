namespace Derp.Kv.Near;

/// <summary>
/// A number for each stripe of keys. It grows when a key of its stripe is invalidated; what was read under an earlier number is
/// refused. So it does not matter in which order a notice, an answer and a put come (N3).
/// </summary>
internal sealed class Generations
{
    public const int Stripes = 65_536;

    private readonly int[] _numbers = new int[Stripes];

    public static int StripeOf(ulong digest) => (int)(digest & (Stripes - 1));

    public int this[int stripe] => Volatile.Read(ref _numbers[stripe]);

    public void Void(int stripe) => Interlocked.Increment(ref _numbers[stripe]);

    public void VoidAll()
    {
        for (var stripe = 0; stripe < Stripes; stripe++)
            Void(stripe);
    }
}
