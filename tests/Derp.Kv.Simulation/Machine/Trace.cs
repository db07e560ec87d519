using System.Globalization;

namespace Derp.Kv.Simulation;

/// <summary>
/// What happened: a hash of all of it, and the last lines. The hash covers moment, process and name of each step, so that two runs with one hash went
/// the same way.
/// </summary>
internal sealed class Trace
{
    private const int Kept = 256;

    private readonly (long Time, string Who, string What, object? Detail)[] _last = new (long, string, string, object?)[Kept];
    private readonly Dictionary<string, ulong> _hashes = new(StringComparer.Ordinal);
    private long _count;

    public ulong Hash { get; private set; } = 0xCBF2_9CE4_8422_2325;

    /// <summary>Whether lines are kept.</summary>
    public bool KeepsLines { get; init; }

    public long Count => _count;

    public void Add(long time, int process, string who, string what, object? detail = null)
    {
        Hash = Mix(Mix(Mix(Hash, (ulong)time), (ulong)process), HashOf(what));
        if (KeepsLines)
            _last[_count % Kept] = (time, who, what, detail);
        _count++;
    }

    /// <summary>The last lines, the newest at the end.</summary>
    public IEnumerable<string> Last(int count)
    {
        for (var i = Math.Max(0, _count - Math.Min(count, Kept)); i < _count; i++)
        {
            var (time, who, what, detail) = _last[i % Kept];
            yield return string.Create(CultureInfo.InvariantCulture, $"{TimeSpan.FromTicks(time).TotalMilliseconds,12:0.000} ms  {who}: {what}{(detail is null ? "" : $" ({detail})")}");
        }
    }

    private static ulong Mix(ulong hash, ulong value) => (ulong.RotateLeft(hash, 23) ^ value) * 0x9E37_79B9_7F4A_7C15;

    // Names are few and constant.
    private ulong HashOf(string what)
    {
        if (_hashes.TryGetValue(what, out var hash))
            return hash;
        hash = 0xCBF2_9CE4_8422_2325;
        foreach (var c in what)
            hash = (hash ^ c) * 0x0000_0100_0000_01B3;
        _hashes.Add(what, hash);
        return hash;
    }
}
