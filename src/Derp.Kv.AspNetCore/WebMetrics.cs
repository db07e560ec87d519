using System.Diagnostics.Metrics;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.AspNetCore;

/// <summary>The instruments of this package, in the meter of the core. Tags name statuses and codes, never keys.</summary>
internal static class WebMetrics
{
    private static readonly Meter s_meter = new(KvMetrics.MeterName);

    private static readonly Counter<long>? s_problems = Quietly.Get(static () =>
        s_meter.CreateCounter<long>("derp.kv.http.problems", "{response}", "Problem documents of limits and exceptions, by status and code."));

    public static void Problem(int status, string code) => Quietly.Count(s_problems, new("http.response.status_code", status), new("code", code));
}
