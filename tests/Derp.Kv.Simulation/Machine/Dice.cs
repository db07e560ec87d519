namespace Derp.Kv.Simulation;

/// <summary>Random numbers from a seed: the same on every machine and in every version of the runtime (SplitMix64).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        var z = _state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 up to, and without, this.</summary>
    public int Below(int end) => (int)(Next() % (ulong)end);

    /// <summary>From the first up to, and without, the last.</summary>
    public long Between(long first, long last) => first + (long)(Next() % (ulong)(last - first));

    public TimeSpan Between(TimeSpan first, TimeSpan last) => new(Between(first.Ticks, last.Ticks));

    /// <summary>True so many times in a thousand.</summary>
    public bool InThousand(int times) => Next() % 1000 < (ulong)times;

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>Dice of their own, which do not depend on how often these are thrown later.</summary>
    public Dice Fork() => new(Next());
}
