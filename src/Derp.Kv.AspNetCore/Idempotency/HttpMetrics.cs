using System.Diagnostics.Metrics;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.AspNetCore.Idempotency;

/// <summary>The instruments of idempotency over HTTP; tags name routes and reasons.</summary>
internal static class HttpMetrics
{
    private static readonly Meter s_meter = new(KvMetrics.MeterName);

    private static readonly Counter<long>? s_replays = Quietly.Get(static () =>
        s_meter.CreateCounter<long>("derp.kv.http.replays", "{request}", "Requests answered by an earlier answer."));

    private static readonly Counter<long>? s_conflicts = Quietly.Get(static () =>
        s_meter.CreateCounter<long>("derp.kv.http.conflicts", "{request}", "Requests refused because of their idempotency key, by reason."));

    public static void Replay(string route) => Quietly.Count(s_replays, new KeyValuePair<string, object?>("route", route));

    public static void Conflict(string route, string reason) => Quietly.Count(s_conflicts, new("route", route), new("reason", reason));
}
