using Derp.Kv.AspNetCore.Idempotency.Mapping;
using Derp.Kv.AspNetCore.Idempotency.Requests;
using Microsoft.AspNetCore.Builder;

namespace Derp.Kv.AspNetCore.Webhooks;

/// <summary>An endpoint that handles events: its requests have no idempotency keys.</summary>
internal sealed class WebhookMark
{
    public static WebhookMark Instance { get; } = new();
}

/// <summary>Puts the wrapper of a webhook around its endpoint's delegate.</summary>
internal static class WebhookWrapping
{
    private static readonly TimeSpan s_shortestLock = TimeSpan.FromMilliseconds(10);

    public static void Finish(EndpointBuilder endpoint, Action<KvWebhookOptions>? configure)
    {
        if (endpoint.Metadata.Any(static item => item is IdempotencyDecided))
            return;

        var options = new KvWebhookOptions();
        configure?.Invoke(options);
        var services = EndpointWrapping.ServicesOf(endpoint);
        EndpointWrapping.Refuse(endpoint, [.. Problems(options), .. options.Ledger is null ? [] : TransactionParameter.Problems(endpoint.Metadata)]);
        endpoint.Metadata.Add(IdempotencyDecided.Instance);
        if (options.Ledger is not null)
            endpoint.Metadata.Add(LedgerMark.Instance);
        if (endpoint.RequestDelegate is { } inner)
            endpoint.RequestDelegate = new WebhookEndpoint(inner, options, services, EndpointWrapping.NameOf(endpoint)).InvokeAsync;
    }

    private static IEnumerable<string> Problems(KvWebhookOptions options)
    {
        if (options.EventId is null && !Token.Is(options.Header))
            yield return "Header is not the name of a header.";
        if (options.Space is { Length: 0 })
            yield return "Space must not be empty; null is the route's pattern.";
        if (options.Ttl <= TimeSpan.Zero)
            yield return "Ttl must be more than zero.";
        if (options.LockTtl < s_shortestLock)
            yield return "LockTtl must be 10 ms or more.";
        if (options.MaxRequestBody < 0)
            yield return "MaxRequestBody must not be negative.";
    }
}
