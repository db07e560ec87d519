namespace Derp.Kv.Coordination.Tags;

/// <summary>
/// A number for each stripe of keys and tags. It grows when one of its stripe is invalidated; what was read under an earlier number is
/// refused. So it does not matter in which order a notice, an answer and a put come (N3).
/// </summary>
internal sealed class Generations
{
    public const int Stripes = 65_536;

    private readonly int[] _numbers = new int[Stripes];

    public static int StripeOf(ulong digest) => (int)(digest & (Stripes - 1));

    public int this[int stripe] => Volatile.Read(ref _numbers[stripe]);

    /// <summary>Of a key and its tags together: each only grows, so the sum stays the same only if all do.</summary>
    /// <param name="stripe">The key's.</param>
    /// <param name="tags">Those of its tags; null: there are none.</param>
    public int Of(int stripe, int[]? tags) => tags is null ? this[stripe] : unchecked(this[stripe] + Of(tags));

    /// <summary>Of some tags together.</summary>
    public int Of(int[] tags)
    {
        var sum = 0;
        foreach (var tag in tags)
            sum = unchecked(sum + this[tag]);
        return sum;
    }

    public void Void(int stripe) => Interlocked.Increment(ref _numbers[stripe]);

    public void VoidAll()
    {
        for (var stripe = 0; stripe < Stripes; stripe++)
            Void(stripe);
    }
}
