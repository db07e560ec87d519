using System.Globalization;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Methods;

namespace Derp.Kv.Generators.Parsing.Settings;

/// <summary>The policy of each attribute. Names, defaults and bounds are those of the policies in <c>Derp.Kv.Runtime</c>.</summary>
internal static class SettingsParser
{
    // PermitRequest: products of a limit and a window are counted exactly in a double.
    private const long MaxExact = 1L << 53;
    private const long MaxWindow = 365L * 86_400_000;

    // Ttl.ShortestLock.
    private const long ShortestLock = 10;

    public static EquatableArray<string> Parse(StageAttribute attribute, Findings findings)
    {
        var reader = new SettingsReader(attribute, findings);
        switch (attribute.Kind)
        {
            case StageKind.Cached:
                ParseCached(reader);
                break;
            case StageKind.Idempotent:
                ParseIdempotent(reader);
                break;
            case StageKind.Tag or StageKind.Invalidates:
                break;
            default:
                ParseRateLimited(reader, attribute, findings);
                break;
        }

        return reader.Assignments.ToEquatableArray();
    }

    private static void ParseCached(SettingsReader reader)
    {
        var ttl = reader.RequiredDuration("Ttl");
        reader.OptionalDuration("LockTtl", "10s", ShortestLock);
        reader.OptionalDuration("WaitTimeout", null);
        reader.Percentage("Jitter");
        reader.Flag("CacheNulls", true);
        reader.Number("Version", 0, 0, int.MaxValue);
        var near = reader.Near(ttl);
        reader.RefreshAfter(ttl, near);
        reader.OptionalDuration("StaleIfError", null);
        reader.Choice("RefreshOn", "RefreshOn", 0, "Caller", "Shared", "NewScope");
    }

    private static void ParseIdempotent(SettingsReader reader)
    {
        reader.RequiredDuration("Ttl");
        reader.OptionalDuration("LockTtl", "30s", ShortestLock);
        reader.Choice("InFlight", "InFlightBehavior", 0, "Wait", "Reject");
        reader.OptionalDuration("WaitTimeout", "45s", minimum: 0);
        reader.Number("StatusCode", 200, 100, 599);
        reader.Choice("OnUnavailable", "IdempotencyUnavailable", 0, "Throw", "Run");
    }

    private static void ParseRateLimited(SettingsReader reader, StageAttribute attribute, Findings findings)
    {
        if (!attribute.Sets("Limit"))
        {
            // The compiler reports a missing required member.
            findings.RefuseSilently();
            return;
        }

        var limit = reader.Number("Limit", 0, 1, long.MaxValue);
        var window = reader.RequiredDuration("Window", MaxWindow);
        var algorithm = reader.Choice("Algorithm", "RateLimitAlgorithm", 0, "FixedWindow", "SlidingWindow", "TokenBucket");
        var isBucket = algorithm == 2;
        var burst = isBucket
            ? reader.Number("Burst", 0, 0, Math.Max(limit, 0))
            : NoBurst(reader, attribute);
        var cost = reader.Number("Cost", 1, 1, Math.Max(1, burst == 0 ? limit : burst));
        reader.Number("PermitBatch", 1, attribute.Get("PermitBatch", 1) == 1 ? 1 : cost, Math.Max(cost, limit));
        reader.Flag("Shared", false);
        reader.Choice("OnUnavailable", "RateLimitUnavailable", 0, "Allow", "Deny", "Throw");

        if (window is not { } milliseconds || limit < 1)
            return;
        var most = MaxExact / (milliseconds + 1);
        if (isBucket && milliseconds * 1000 < most)
            most = milliseconds * 1000;
        if (limit > most)
            reader.RefuseOutOfRange("Limit", Text(limit), $"at most {Text(most)} for this window{(isBucket ? " and a token bucket" : "")}");
    }

    private static long NoBurst(SettingsReader reader, StageAttribute attribute)
    {
        var burst = attribute.Get("Burst", 0L);
        if (burst != 0)
            reader.RefuseOutOfRange("Burst", Text(burst), "left out: only a TokenBucket has a burst");
        return 0;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
