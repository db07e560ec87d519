using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Derp.Kv.Diagnostics;

/// <summary>
/// Counts, times and traces one wait, from the first poll that found another process at work to the one that ended the wait. A
/// call that does not wait does not use it, and pays nothing.
/// </summary>
internal struct WaitTrace(KvClient client, string method, Histogram<double>? duration)
{
    private KvActivity _activity;
    private long _began;
    private bool _isTimed;
    private bool _isOn;

    /// <summary>Begins, if it has not yet. To be called from the method that awaits, whose ambient activity this becomes.</summary>
    public Activity? Begin()
    {
        if (_isOn)
            return _activity.Activity;

        _isOn = true;
        client.Gate.Waiters.Enter();
        if (_isTimed = duration is { Enabled: true })
            _began = client.Time.GetTimestamp();
        _activity = KvActivities.Start(KvActivities.Wait, method);
        return _activity.Activity;
    }

    /// <summary>Ends, if it has begun.</summary>
    /// <param name="outcome">How: one of the words that <c>docs/observability.md</c> lists.</param>
    public void End(string outcome)
    {
        if (!_isOn)
            return;

        _isOn = false;
        client.Gate.Waiters.Exit();
        KvMetrics.Waited(duration, method, outcome);
        if (_isTimed)
            Quietly.Record(duration, client.Time.GetElapsedTime(_began), KvMetrics.Method(method), new("outcome", outcome));
        _activity.SetTag("outcome", outcome).Dispose();
    }
}
