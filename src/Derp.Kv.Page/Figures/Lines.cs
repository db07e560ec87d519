namespace Derp.Kv.Page.Figures;

/// <summary>What the process as a whole has counted in each of the last sixty seconds.</summary>
internal sealed class Lines
{
    public const int Seconds = 60;

    private readonly long[] _totals = new long[Row.Width];
    private readonly long[] _before = new long[Row.Width];
    private readonly double[][] _lines = [.. Enumerable.Range(0, Row.Width).Select(static _ => new double[Seconds])];

    public void Add(Figure figure, long count) => Interlocked.Add(ref _totals[(int)figure], count);

    /// <summary>A second is over, or a little more or less of it.</summary>
    public void Advance(TimeSpan elapsed)
    {
        for (var i = 0; i < _lines.Length; i++)
        {
            var total = Volatile.Read(ref _totals[i]);
            var line = _lines[i];
            Array.Copy(line, 1, line, 0, Seconds - 1);
            line[^1] = elapsed > TimeSpan.Zero ? (total - _before[i]) / elapsed.TotalSeconds : 0;
            _before[i] = total;
        }
    }

    /// <summary>The rate in each second, the latest last.</summary>
    public double[] Read(Figure figure) => [.. _lines[(int)figure]];
}
