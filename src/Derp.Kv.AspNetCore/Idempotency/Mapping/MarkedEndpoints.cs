using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Idempotency.Mapping;

/// <summary>
/// Builds all endpoints when the pipeline stands, before the server listens: options that are wrong, and endpoints that are marked and not wrapped,
/// or take a transaction that they do not get, keep the host from starting.
/// </summary>
internal sealed class MarkedEndpoints : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        if (app.ApplicationServices.GetService<EndpointDataSource>() is { } source)
            Check(source.Endpoints);
    };

    private static void Check(IReadOnlyList<Endpoint> endpoints)
    {
        var bare = NamesOf(endpoints.Where(static endpoint =>
            endpoint.Metadata.GetMetadata<IdempotentEndpointAttribute>() is not null && endpoint.Metadata.GetMetadata<IdempotencyDecided>() is null));
        if (bare.Length > 0)
            throw new InvalidOperationException($"[IdempotentEndpoint] has no effect at: {bare}. Call WithIdempotency() on the endpoint, on its group, or on MapControllers().");

        var without = NamesOf(endpoints.Where(static endpoint => endpoint.Metadata.GetMetadata<LedgerMark>() is null && TransactionParameter.IsTaken(endpoint.Metadata)));
        if (without.Length > 0)
            throw new InvalidOperationException($"There is no LedgerTransaction at: {without}. Call WithIdempotency(o => o.UseLedger()) or ProcessOnce(o => o.UseLedger()) on the endpoint, or take the parameter away.");
    }

    private static string NamesOf(IEnumerable<Endpoint> endpoints) =>
        string.Join("; ", endpoints.Select(static endpoint => endpoint.DisplayName ?? "an endpoint without a name").Distinct(StringComparer.Ordinal));
}
