using Derp.Kv.AspNetCore;
using Derp.Kv.AspNetCore.Idempotency.Mapping;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Makes endpoints idempotent.</summary>
public static class KvIdempotencyEndpointConventionBuilderExtensions
{
    /// <summary>
    /// Keeps the answers of requests by their idempotency keys: of an endpoint, of the endpoints of a group, and of the actions of controllers that
    /// have <see cref="IdempotentEndpointAttribute"/>. Only requests of the options' <c>Methods</c> have keys; others pass.
    /// </summary>
    /// <remarks>
    /// The endpoint's own delegate is wrapped once, whatever groups are around it. Settings add up: defaults, then groups from the outside, then the
    /// endpoint, then the attribute. A first request takes two round trips more, a replay one.
    /// </remarks>
    /// <typeparam name="TBuilder">The builder of endpoints.</typeparam>
    /// <param name="builder">An endpoint, a group, or <c>MapControllers()</c>.</param>
    /// <param name="configure">Changes the options. Null: nothing.</param>
    /// <exception cref="InvalidOperationException">At start: an option is out of its range, <c>AddKvIdempotency</c> was not called, or an action has an authorization filter that replays would skip.</exception>
    public static TBuilder WithIdempotency<TBuilder>(this TBuilder builder, Action<KvIdempotencyEndpointOptions>? configure = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        var layer = new IdempotencyLayer(configure, OnlyMarked: builder is ControllerActionEndpointConventionBuilder);
        builder.Add(endpoint => endpoint.Metadata.Add(layer));
        builder.Finally(EndpointWrapping.Finish);
        return builder;
    }

    /// <summary>Takes an endpoint out of the <c>WithIdempotency()</c> of its group: its requests have no keys.</summary>
    /// <typeparam name="TBuilder">The builder of endpoints.</typeparam>
    /// <param name="builder">An endpoint, or an inner group.</param>
    public static TBuilder DisableIdempotency<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(static endpoint => endpoint.Metadata.Add(IdempotencyDisabled.Instance));
        return builder;
    }
}
