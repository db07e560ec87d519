using Derp.Kv.Coordination;

namespace Derp.Kv.Diagnostics;

/// <summary>
/// Reports a circuit breaker: each change to the meter, and to the log at most once in ten seconds, since a store with many
/// short failures would fill it. A closing is logged if its opening was; an opening that was not is logged later, if it lasts.
/// </summary>
internal sealed class BreakerReport(string client, string operations, TimeProvider time, Action opened, Action closed) : IBreakerReport
{
    public const string Reads = "reads";
    public const string Writes = "writes";

    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long? _saidAt;
    private bool _isSaid;

    public void Changed(bool open)
    {
        KvMetrics.BreakerChanged(client, operations, open);
        if (open)
            SayOpen();
        else
            SayClosed();
    }

    public void StillOpen() => SayOpen();

    private void SayOpen()
    {
        lock (_gate)
        {
            if (_isSaid || (_saidAt is { } last && time.GetElapsedTime(last) < s_quiet))
                return;
            (_isSaid, _saidAt) = (true, time.GetTimestamp());
        }

        opened();
    }

    private void SayClosed()
    {
        lock (_gate)
        {
            if (!_isSaid)
                return;
            _isSaid = false;
        }

        closed();
    }
}
