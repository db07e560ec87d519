using System.Globalization;

namespace Derp.Kv.Simulation;

/// <summary>A value of the shop: which truth its body has read, and which run it was. A text, so that it is found in stored bytes too.</summary>
internal sealed record Reading(string Mark)
{
    public Reading(long version, int run)
        : this(string.Create(CultureInfo.InvariantCulture, $"<{version}|{run}>"))
    {
    }

    public long Version => VersionOf(Mark);

    /// <summary>The version in an envelope of a value; null: there is none.</summary>
    public static long? VersionIn(ReadOnlySpan<byte> stored)
    {
        var start = stored.LastIndexOf((byte)'<');
        var end = stored.LastIndexOf((byte)'|');
        return start >= 0 && end > start && System.Buffers.Text.Utf8Parser.TryParse(stored[(start + 1)..end], out long version, out _) ? version : null;
    }

    private static long VersionOf(string mark) => long.Parse(mark.AsSpan(1, mark.IndexOf('|', StringComparison.Ordinal) - 1), CultureInfo.InvariantCulture);
}
