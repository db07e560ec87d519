using System.Diagnostics;

namespace Derp.Kv.Diagnostics;

/// <summary>
/// The activities of the source <c>Derp.Kv</c>. Without a listener they are all null and nothing is allocated. Tags never
/// hold keys or values; of an exception only the type is recorded, since its message may. A listener that throws loses its
/// activity, and nothing else changes.
/// </summary>
internal static class KvActivities
{
    public const string SourceName = "Derp.Kv";

    /// <summary>A run of a cached body.</summary>
    public const string Compute = "derp.kv.compute";

    /// <summary>A run to renew a value; it links to the call that caused it.</summary>
    public const string Refresh = "derp.kv.refresh";

    /// <summary>A call's wait for the flight of another call of this process; it links to what it waited for.</summary>
    public const string Join = "derp.kv.join";

    /// <summary>A wait for another process, or for the owner of a claim.</summary>
    public const string Wait = "derp.kv.wait";

    /// <summary>An idempotent call.</summary>
    public const string Idempotent = "derp.kv.idempotent";

    /// <summary>A limiter's decision.</summary>
    public const string Limit = "derp.kv.limit";

    private static readonly ActivitySource? s_source = Quietly.Get(static () => new ActivitySource(SourceName));

    public static bool AreOn => s_source is { } source && source.HasListeners();

    // The method goes along at creation, so that samplers can decide by it.
    public static KvActivity Start(string name, string method) => AreOn ? StartTraced(name, method) : default;

    /// <summary>Begins a run to renew a value.</summary>
    /// <param name="method">The wrapper.</param>
    /// <param name="isDetached">Whether the call that caused it does not wait for it: then it is a trace of its own.</param>
    public static KvActivity StartRefresh(string method, bool isDetached)
    {
        if (!AreOn)
            return default;
        ActivityLink[] links = Activity.Current is { } cause ? [new(cause.Context)] : [];
        if (isDetached)
            KvActivity.MakeCurrent(null);
        return StartTraced(Refresh, method, links);
    }

    private static KvActivity StartTraced(string name, string method, ActivityLink[]? links = null)
    {
        var before = Activity.Current;
        var activity = Quietly.Get(() => s_source!.StartActivity(name, ActivityKind.Internal, parentContext: default, tags: [KvMetrics.Method(method)], links: links));

        // An activity that was started before its listener threw is not ended here.
        if (activity is null)
            KvActivity.MakeCurrent(before);
        return new KvActivity(activity);
    }
}
