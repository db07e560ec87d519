using Derp.Kv.AspNetCore.Idempotency.Requests;
using Derp.Kv.AspNetCore.Idempotency.Responses;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.Idempotency.Settings;

/// <summary>What options must be, of all endpoints or of one.</summary>
internal static class IdempotencyRules
{
    private static readonly TimeSpan s_shortestLock = TimeSpan.FromMilliseconds(10);

    // Safe methods change nothing, so that nothing is to be kept.
    private static readonly HashSet<string> s_safeMethods = new(StringComparer.OrdinalIgnoreCase)
    {
        HttpMethods.Get, HttpMethods.Head, HttpMethods.Options, HttpMethods.Trace, HttpMethods.Connect,
    };

    public static IEnumerable<string> Problems(KvIdempotencyEndpointOptions options)
    {
        if (!Token.Is(options.Header))
            yield return "Header is not the name of a header.";
        if (options.Space is { Length: 0 })
            yield return "Space must not be empty; null is the common space.";
        if (options.Ttl <= TimeSpan.Zero)
            yield return "Ttl must be more than zero.";
        if (options.LockTtl < s_shortestLock)
            yield return "LockTtl must be 10 ms or more.";
        if (options.WaitTimeout < TimeSpan.Zero)
            yield return "WaitTimeout must not be negative.";
        if (!Enum.IsDefined(options.InFlight))
            yield return "InFlight is not one of its values.";
        if (!Enum.IsDefined(options.OnUnavailable))
            yield return "OnUnavailable is not one of its values.";
        if (options is { Ledger: not null, OnUnavailable: IdempotencyUnavailable.Run })
            yield return "OnUnavailable must be Throw on a ledger: the handler writes in the same database.";
        if (options.MaxRequestBody < 0)
            yield return "MaxRequestBody must not be negative.";
        if (options.MaxResponseBody < 0)
            yield return "MaxResponseBody must not be negative.";
        if (options.Scope is null)
            yield return "Scope must not be null; a scope that returns null makes all callers one.";
        if (options.ShouldStore is null)
            yield return "ShouldStore must not be null.";
        if (options.Documentation is { IsAbsoluteUri: false })
            yield return "Documentation must be an absolute address.";
        if (options.Methods.Count == 0)
            yield return "Methods must not be empty.";
        foreach (var method in options.Methods.Where(static method => !Token.Is(method) || s_safeMethods.Contains(method)))
            yield return $"Methods cannot contain \"{method}\": a key belongs to a request that changes something.";
        foreach (var header in options.ReplayHeaders.Where(ReplayableHeaders.IsRefused))
            yield return $"ReplayHeaders cannot contain \"{header}\": it belongs to one caller, connection or moment, or is written by Derp.Kv.";
    }
}
