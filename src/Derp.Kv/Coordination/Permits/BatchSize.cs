namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// How many permits a process takes at once: about as many as it uses in a second, or in a tenth of the window if that is shorter. So a key
/// that is called seldom takes one at a time, and few permits are unused when calls stop.
/// </summary>
/// <param name="request">One call.</param>
/// <param name="most">The most permits at once.</param>
internal sealed class BatchSize(PermitRequest request, long most)
{
    private readonly TimeSpan _pace = request.Window < TimeSpan.FromSeconds(10) ? request.Window / 10 : TimeSpan.FromSeconds(1);
    private readonly long _mostCalls = Math.Max(1, most / request.Cost);
    private long _calls;

    /// <summary>Units of the next batch.</summary>
    /// <param name="used">Calls that the last one has admitted.</param>
    /// <param name="isUsedUp">Whether none is left of it; otherwise its window has ended.</param>
    /// <param name="lasted">For how long there was something left of it, or more.</param>
    /// <param name="waiting">Calls that wait now.</param>
    public long Next(long used, bool isUsedUp, TimeSpan lasted, int waiting)
    {
        var next = !isUsedUp ? used : lasted < _pace ? _calls * 2 : _calls / 2;
        _calls = Math.Clamp(next, 1, _mostCalls);
        return Math.Clamp(waiting, _calls, _mostCalls) * request.Cost;
    }
}
