namespace Derp.Kv.Benchmarks;

/// <summary>What the rounds say of one case.</summary>
/// <param name="Name">The case's.</param>
/// <param name="Nanoseconds">An operation's, the median.</param>
/// <param name="Ratio">Of the time to the baseline's in the same round: quartiles.</param>
/// <param name="Bytes">Allocated by the whole process for an operation, the median.</param>
/// <param name="Cpu">Nanoseconds that the process was on a core for an operation, the kernel's time and spinning included, the median.</param>
/// <param name="Commands">What the server counted for an operation; null where none was asked.</param>
internal sealed record Figures(string Name, double Nanoseconds, Quartiles Ratio, double Bytes, double Cpu, string? Commands = null);

/// <summary>Of a set of numbers.</summary>
internal readonly record struct Quartiles(double First, double Median, double Third)
{
    public static Quartiles Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return new(At(0.25), At(0.5), At(0.75));

        double At(double part) => sorted[(int)((sorted.Length - 1) * part)];
    }
}
