using System.Globalization;
using Microsoft.OpenApi;

namespace Derp.Kv.AspNetCore.OpenApi.Parts;

/// <summary>Additions to the answers of an operation. What the application has described stays.</summary>
internal static class Answers
{
    private const string Problem = "application/problem+json";

    public const string RetryAfter = "Retry-After";

    /// <summary>Adds a problem, unless the application has described an answer of that status itself.</summary>
    public static OpenApiResponse? AddProblem(this OpenApiOperation operation, int status, string description)
    {
        var key = status.ToString(CultureInfo.InvariantCulture);
        if (operation.Responses!.TryGetValue(key, out var there))
            return there as OpenApiResponse;
        var response = new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType> { [Problem] = new OpenApiMediaType { Schema = ProblemSchema() } },
        };
        operation.Responses[key] = response;
        return response;
    }

    /// <summary>Adds a header to all answers that are there.</summary>
    public static void AddHeader(this OpenApiOperation operation, string name, JsonSchemaType type, string description)
    {
        // A reference into the components is shared with other operations, and has no headers of its own.
        foreach (var response in operation.Responses!.Values.OfType<OpenApiResponse>())
            response.AddHeader(name, type, description);
    }

    public static void AddHeader(this OpenApiResponse response, string name, JsonSchemaType type, string description)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        response.Headers.TryAdd(name, new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = type } });
    }

    public static void AddRetryAfter(this OpenApiResponse? response) =>
        response?.AddHeader(RetryAfter, JsonSchemaType.Integer, "Seconds after which the same request can succeed.");

    private static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "type", "title", "status", "code" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference" },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Stable, for programs." },
            ["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String },
        },
    };
}
