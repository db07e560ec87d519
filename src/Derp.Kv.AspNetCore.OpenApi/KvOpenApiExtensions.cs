using Derp.Kv.AspNetCore.OpenApi;

namespace Microsoft.AspNetCore.OpenApi;

/// <summary>Describes what Derp.Kv adds to an API.</summary>
public static class KvOpenApiExtensions
{
    /// <summary>
    /// Describes idempotent endpoints, by their header, problems and response headers, and limited endpoints, by their problems and fields:
    /// <c>services.AddOpenApi(static options => options.AddDerpKv())</c>.
    /// </summary>
    /// <param name="options">The document's options.</param>
    public static OpenApiOptions AddDerpKv(this OpenApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.AddOperationTransformer(new KvOperationTransformer());
    }
}
