using Derp.Kv.Coordination;
using Derp.Kv.Diagnostics;

namespace Derp.Kv;

// How failures of guarded gets affect later ones. Reads and writes have a breaker each, since a store that is full or has lost
// its replicas refuses writes and still answers reads.
public abstract partial class KvClient
{
    /// <summary>Open: the store is down, and cached calls skip it.</summary>
    internal CircuitBreaker Breaker { get; }

    /// <summary>Open: the store takes no writes; cached calls read it, and on a miss run their bodies without a lease.</summary>
    internal CircuitBreaker WriteBreaker { get; }

    /// <summary>An operation of a guarded get has failed.</summary>
    /// <param name="method">For logs and metrics.</param>
    /// <param name="operation">For logs and metrics.</param>
    /// <param name="exception">How.</param>
    /// <param name="isRead">Whether it only reads. A refused write tells nothing about reads.</param>
    /// <param name="isFirst">False: the call has failed before, and one lost command does not count twice.</param>
    internal void NoteFailure(string method, string operation, Exception exception, bool isRead = false, bool isFirst = true)
    {
        if (isFirst && exception is KvUnavailableException { Because: var because, Lost: var lost } && (lost is null || lost.TryCount()))
        {
            var timedOut = because == UnavailableBecause.TimedOut;
            if (isRead || because != UnavailableBecause.Refused)
                Breaker.Failed(timedOut);
            if (!isRead)
                WriteBreaker.Failed(timedOut);
        }

        KvMetrics.FailOpen(method, operation);
        Log.FailOpen(method, operation, exception);
    }

    private CircuitBreaker NewBreaker(string operations, Action opened, Action closed)
    {
        var client = MetricName;
        var breaker = new CircuitBreaker(Time, new BreakerReport(client, operations, Time, opened, closed));
        KvMetrics.Breakers.Add(breaker, client, operations);
        return breaker;
    }
}
