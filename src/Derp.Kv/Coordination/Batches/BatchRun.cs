using System.Diagnostics;
using Derp.Kv.Coordination.Flights;

namespace Derp.Kv.Coordination.Batches;

/// <summary>What the flights of one batch have in common: the body, its token and its scope. The token fires when no flight has callers any more.</summary>
/// <param name="client">The client.</param>
/// <param name="method">The name of the body's method.</param>
#pragma warning disable CA1001 // The source has neither a timer nor a wait handle: there is nothing to dispose of.
internal abstract class BatchRun(KvClient client, string method)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _body = new();
    private int _wanted;
    private bool _hasFailed;

    public FlightScope Scope { get; } = FlightScope.BelowCurrent(method);

    public Activity? Trace { get; set; }

    protected CancellationToken BodyToken => _body.Token;

    /// <summary>A flight with callers begins.</summary>
    public void Want() => Interlocked.Increment(ref _wanted);

    /// <summary>A flight has ended, or its last caller has left; called once for each.</summary>
    /// <param name="isDeserted">Whether its callers have left. A flight that ends stops no body: none runs then, or it ends by itself.</param>
    public void Unwant(bool isDeserted)
    {
        if (Interlocked.Decrement(ref _wanted) == 0 && isDeserted)
            client.Background.Cancel(_body);
    }

    /// <summary>Whether an operation of this batch has failed for the first time: commands that are lost together count once.</summary>
    public bool TryCountFailure() => !Interlocked.Exchange(ref _hasFailed, true);

    /// <summary>The time of the body is over: the run ends for all its flights, whatever the body does.</summary>
    public virtual void GiveUp(Exception exception) => client.Background.Fire(_body);
}
