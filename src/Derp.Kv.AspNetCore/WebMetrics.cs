using System.Diagnostics.Metrics;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.AspNetCore;

/// <summary>The instruments of this package, in the meter of the core. Tags name statuses and codes, never keys.</summary>
internal static class WebMetrics
{
    private static readonly Meter s_meter = new(KvMetrics.MeterName);

    private static readonly Counter<long>? s_problems = Quietly.Get(static () =>
        s_meter.CreateCounter<long>("derp.kv.http.problems", "{response}", "Problem documents of limits and exceptions, by status and code."));

    private static readonly Counter<long>? s_replays = Quietly.Get(static () =>
        s_meter.CreateCounter<long>("derp.kv.http.replays", "{request}", "Requests answered by an earlier answer."));

    private static readonly Counter<long>? s_conflicts = Quietly.Get(static () =>
        s_meter.CreateCounter<long>("derp.kv.http.conflicts", "{request}", "Requests refused because of their idempotency key, by reason."));

    public static void Replay(string route) => Quietly.Count(s_replays, new KeyValuePair<string, object?>("route", route));

    public static void Conflict(string route, string reason) => Quietly.Count(s_conflicts, new("route", route), new("reason", reason));

    public static void Problem(int status, string code) => Quietly.Count(s_problems, new("http.response.status_code", status), new("code", code));
}
