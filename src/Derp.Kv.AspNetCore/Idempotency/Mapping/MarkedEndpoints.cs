using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Idempotency.Mapping;

/// <summary>
/// Builds all endpoints when the pipeline stands, before the server listens: options that are wrong, and endpoints that are marked and not wrapped,
/// keep the host from starting.
/// </summary>
internal sealed class MarkedEndpoints : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        if (app.ApplicationServices.GetService<EndpointDataSource>() is { } source)
            Check(source.Endpoints);
    };

    private static void Check(IReadOnlyList<Microsoft.AspNetCore.Http.Endpoint> endpoints)
    {
        var bare = endpoints
            .Where(static endpoint => endpoint.Metadata.GetMetadata<IdempotentEndpointAttribute>() is not null && endpoint.Metadata.GetMetadata<IdempotencyDecided>() is null)
            .Select(static endpoint => endpoint.DisplayName ?? "an endpoint without a name")
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (bare.Count > 0)
        {
            throw new InvalidOperationException(
                $"[IdempotentEndpoint] has no effect at: {string.Join("; ", bare)}. Call WithIdempotency() on the endpoint, on its group, or on MapControllers().");
        }
    }
}
