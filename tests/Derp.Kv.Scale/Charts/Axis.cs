using System.Globalization;

namespace Derp.Kv.Scale.Charts;

/// <summary>One axis of a chart: from values to places, and its ticks. Logarithmic axes have whole powers of ten at their ends.</summary>
internal sealed class Axis
{
    private static readonly double[] s_steps = [1, 2, 5, 10];

    private readonly double _from;
    private readonly double _to;

    private Axis(string title, bool isLog, double from, double to, IReadOnlyList<double> ticks) =>
        (Title, IsLog, _from, _to, Ticks) = (title, isLog, from, to, ticks);

    public string Title { get; }

    public bool IsLog { get; }

    public IReadOnlyList<double> Ticks { get; }

    public static Axis Log(string title, IEnumerable<double> values)
    {
        var positive = values.Where(static value => value > 0).DefaultIfEmpty(1).ToArray();
        var (from, to) = (Math.Floor(Math.Log10(positive.Min()) + 1e-9), Math.Ceiling(Math.Log10(positive.Max()) - 1e-9));
        if (to == from)
            to++;
        return new(title, isLog: true, from, to, [.. Enumerable.Range((int)from, (int)(to - from) + 1).Select(static power => Math.Pow(10, power))]);
    }

    public static Axis Linear(string title, IEnumerable<double> values)
    {
        var most = values.Append(0).Max();
        if (most == 0)
            most = 1;
        var rough = most / 4;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = s_steps.Select(factor => factor * power).First(each => each >= rough);
        var count = (int)Math.Ceiling(most / step - 1e-9);
        return new(title, isLog: false, 0, count * step, [.. Enumerable.Range(0, count + 1).Select(i => i * step)]);
    }

    /// <summary>0 at the beginning, 1 at the end. What is not positive stands at the beginning of a logarithmic axis.</summary>
    public double PlaceOf(double value)
    {
        var at = !IsLog ? value : value > 0 ? Math.Log10(value) : _from;
        return Math.Clamp((at - _from) / (_to - _from), 0, 1);
    }

    /// <summary>As few characters as there is room for: 20k, 0.1, 3M.</summary>
    public static string Text(double value) => value switch
    {
        >= 1e9 => Short(value / 1e9) + "G",
        >= 1e6 => Short(value / 1e6) + "M",
        >= 1e3 => Short(value / 1e3) + "k",
        _ => Short(value),
    };

    private static string Short(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
