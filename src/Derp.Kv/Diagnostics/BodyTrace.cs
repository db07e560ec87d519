using System.Diagnostics.Metrics;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;

namespace Derp.Kv.Diagnostics;

/// <summary>Times and traces runs of bodies if there is a listener; otherwise only calls the body.</summary>
internal static class BodyTrace
{
    /// <summary>Runs the body of a flight.</summary>
    public static ValueTask<TValue> RunAsync<TState, TValue>(
        Flight flight,
        string method,
        bool leased,
        TimeProvider time,
        TState state,
        Func<TState, CancellationToken, ValueTask<TValue>> body,
        CancellationToken cancellationToken)
    {
        KvMetrics.BodyRun(method);
        return KvActivities.AreOn || KvMetrics.CacheBodies is { Enabled: true }
            ? TracedAsync(flight, method, leased, time, state, body, cancellationToken)
            : body(state, cancellationToken);
    }

    /// <summary>Runs the body of an idempotent call.</summary>
    public static ValueTask<TValue> RunAsync<TState, TValue>(
        string method,
        TimeProvider time,
        TState state,
        Func<TState, CancellationToken, ValueTask<TValue>> body,
        CancellationToken cancellationToken)
    {
        KvMetrics.IdempotentRun(method);
        return KvMetrics.IdempotentBodies is { Enabled: true }
            ? TimedAsync(KvMetrics.IdempotentBodies, default, method, time, state, body, cancellationToken)
            : body(state, cancellationToken);
    }

    private static async ValueTask<TValue> TracedAsync<TState, TValue>(
        Flight flight,
        string method,
        bool leased,
        TimeProvider time,
        TState state,
        Func<TState, CancellationToken, ValueTask<TValue>> body,
        CancellationToken cancellationToken)
    {
        using var activity = KvActivities.Start(KvActivities.Compute, method).SetTag("leased", leased);
        flight.Trace = activity.Activity ?? flight.Trace;
        return await TimedAsync(KvMetrics.CacheBodies, activity, method, time, state, body, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<TValue> TimedAsync<TState, TValue>(
        Histogram<double>? duration,
        KvActivity activity,
        string method,
        TimeProvider time,
        TState state,
        Func<TState, CancellationToken, ValueTask<TValue>> body,
        CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        Exception? error = null;
        try
        {
            return await body(state, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            error = e;
            activity.Fail(e);
            throw;
        }
        finally
        {
            var elapsed = time.GetElapsedTime(began);
            if (error is null)
                Quietly.Record(duration, elapsed, KvMetrics.Method(method));
            else
                Quietly.Record(duration, elapsed, KvMetrics.Method(method), new("error.type", error.GetType().FullName));
        }
    }
}
