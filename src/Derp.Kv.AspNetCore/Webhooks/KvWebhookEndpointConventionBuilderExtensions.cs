using Derp.Kv.AspNetCore;
using Derp.Kv.AspNetCore.Webhooks;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Makes webhooks handle each event once.</summary>
public static class KvWebhookEndpointConventionBuilderExtensions
{
    /// <summary>
    /// Runs the endpoint once for each event that it answers with 2xx. A later delivery is answered with the same status and no body. After any other
    /// status, or an exception, the next delivery runs again; one that comes meanwhile is answered 409, so that the sender tries again.
    /// </summary>
    /// <remarks>
    /// The answer is sent when the event counts as handled. A <c>WithIdempotency()</c> of the same endpoint or its group has no effect. Needs
    /// <c>AddKvIdempotency</c>. A delivery takes two round trips, a later one takes one.
    /// </remarks>
    /// <typeparam name="TBuilder">The builder of endpoints.</typeparam>
    /// <param name="builder">An endpoint.</param>
    /// <param name="configure">Changes the options. Null: nothing.</param>
    /// <exception cref="InvalidOperationException">At start: an option is out of its range, or <c>AddKvIdempotency</c> was not called.</exception>
    public static TBuilder ProcessOnce<TBuilder>(this TBuilder builder, Action<KvWebhookOptions>? configure = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(static endpoint => endpoint.Metadata.Add(WebhookMark.Instance));
        builder.Finally(endpoint => WebhookWrapping.Finish(endpoint, configure));
        return builder;
    }
}
