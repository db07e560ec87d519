using System.Diagnostics;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;

namespace Derp.Kv.Diagnostics;

/// <summary>Counts and traces the wait of a call that shares another call's flight.</summary>
internal static class JoinTrace
{
    public static ValueTask<FlightOutcome> WaitAsync(Flight flight, bool isStarter, string method, CancellationToken cancellationToken)
    {
        if (isStarter)
            return flight.WaitAsync(isStarter, cancellationToken);

        KvMetrics.Join(method);
        return KvActivities.AreOn ? TracedAsync(flight, method, cancellationToken) : flight.WaitAsync(isStarter, cancellationToken);
    }

    private static async ValueTask<FlightOutcome> TracedAsync(Flight flight, string method, CancellationToken cancellationToken)
    {
        using var activity = KvActivities.Start(KvActivities.Join, method);
        try
        {
            return await flight.WaitAsync(isStarter: false, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Known only once the flight is under way; it is in the trace of the call that started it.
            if (flight.Trace is { } awaited)
                activity.Activity?.AddLink(new ActivityLink(awaited.Context));
        }
    }
}
