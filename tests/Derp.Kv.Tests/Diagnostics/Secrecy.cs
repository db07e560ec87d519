using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Tests.Diagnostics;

/// <summary>Looks for secrets wherever an operator, a dashboard or a caller's log could show them.</summary>
internal static class Secrecy
{
    public static void AssertKept(IEnumerable<FakeLogRecord> logs, MetricRecorder metrics, ActivityRecorder activities, Exception? thrown)
    {
        foreach (var record in logs.Where(static record => record.Level > LogLevel.Debug))
        {
            Secret.AssertNotIn(record.Message);
            Secret.AssertNotIn(record.Exception?.ToString());
            foreach (var (name, value) in record.StructuredState!)
                Secret.AssertNotIn($"{name}={value}");
        }

        foreach (var measurement in metrics.All)
            Secret.AssertNotIn(measurement.ToString());
        foreach (var activity in activities.Ended)
            Secret.AssertNotIn(ActivityRecorder.Describe(activity));

        // What is not of this library (the body's exception, a backend's as the cause of ours) is not its to edit.
        for (var exception = thrown; exception is KvException; exception = exception.InnerException)
        {
            Secret.AssertNotIn(exception.Message);
            if (exception.InnerException is null or KvException)
                Secret.AssertNotIn(exception.ToString());
        }
    }
}
