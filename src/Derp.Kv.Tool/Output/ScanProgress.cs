using System.Globalization;

namespace Derp.Kv.Tool.Output;

/// <summary>A line that says how far a long scan is. It is shown to a reader only, after half a second, and is gone at the end.</summary>
internal sealed class ScanProgress(Surroundings surroundings) : IDisposable
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(100);

    private readonly long _started = surroundings.Time.GetTimestamp();
    private TimeSpan _last;
    private bool _isShown;

    /// <summary>Tells.</summary>
    /// <param name="visited">Keys that the server has looked at, about.</param>
    /// <param name="all">Keys that it has.</param>
    /// <param name="found">Keys of interest.</param>
    public void Report(long visited, long all, long found)
    {
        if (!surroundings.AreErrorsShown)
            return;
        var elapsed = surroundings.Time.GetElapsedTime(_started);
        if (elapsed < s_first || (_isShown && elapsed - _last < s_between))
            return;
        (_last, _isShown) = (elapsed, true);
        var percent = all == 0 ? 100 : Math.Min(100, 100 * visited / all);
        surroundings.Errors.Write(string.Create(CultureInfo.InvariantCulture, $"\r{percent}% of {all:N0} keys, {found:N0} found\u001b[K"));
        surroundings.Errors.Flush();
    }

    public void Dispose()
    {
        if (_isShown)
            surroundings.Errors.Write("\r\u001b[K");
    }
}
