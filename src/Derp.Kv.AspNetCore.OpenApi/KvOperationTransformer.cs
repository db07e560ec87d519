using Derp.Kv.AspNetCore.OpenApi.Parts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace Derp.Kv.AspNetCore.OpenApi;

/// <summary>Finds out what applies to an endpoint, and has it described.</summary>
internal sealed class KvOperationTransformer : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = MetadataOf(context.Description.ActionDescriptor, context.ApplicationServices);
        operation.Responses ??= [];

        // Before problems are added, whose answers are no endpoint's.
        if (metadata.GetMetadata<KvIdempotencyMetadata>() is { Options: var idempotency }
            && context.Description.HttpMethod is { } method && idempotency.Methods.Contains(method))
        {
            IdempotencyParts.Describe(operation, idempotency);
        }

        var limits = context.ApplicationServices.GetService<IOptions<KvRateLimitingOptions>>()?.Value;
        if (limits is not null && PoliciesOf(metadata, limits) is { Count: > 0 } policies)
            LimitParts.Describe(operation, policies, limits.Fields);
        return Task.CompletedTask;
    }

    private static List<KvRateLimitPolicy> PoliciesOf(EndpointMetadataCollection metadata, KvRateLimitingOptions limits)
    {
        if (metadata.GetMetadata<DisableRateLimitingAttribute>() is not null)
            return [];
        var name = metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName;
        return [.. limits.GlobalPolicies, .. limits.Policies.Where(policy => policy.Name == name)];
    }

    // An action does not know what was said of all actions at MapControllers(); its endpoint does.
    private static EndpointMetadataCollection MetadataOf(ActionDescriptor action, IServiceProvider services)
    {
        var endpoints = services.GetService<EndpointDataSource>()?.Endpoints ?? [];
        var endpoint = endpoints.FirstOrDefault(endpoint => endpoint.Metadata.GetMetadata<ActionDescriptor>()?.Id == action.Id);
        return endpoint?.Metadata ?? new EndpointMetadataCollection(action.EndpointMetadata);
    }
}
