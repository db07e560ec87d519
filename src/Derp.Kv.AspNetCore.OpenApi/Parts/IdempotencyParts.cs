using Microsoft.OpenApi;

namespace Derp.Kv.AspNetCore.OpenApi.Parts;

/// <summary>An endpoint whose requests have idempotency keys.</summary>
internal static class IdempotencyParts
{
    // What a client may send, with the quotes of a structured field.
    private const int LongestKey = 255 + 2;

    public static void Describe(OpenApiOperation operation, KvIdempotencyEndpointOptions options)
    {
        AddParameter(operation, options);
        operation.AddHeader(KvHeaderNames.IdempotencyKey, JsonSchemaType.String, "The key of the request, if it had one.");
        operation.AddHeader(KvHeaderNames.IdempotentReplayed, JsonSchemaType.Boolean, "true: the answer is that of an earlier request with the same key, and nothing was done again.");

        operation.AddProblem(400, $"The header {options.Header} is missing or malformed (idempotency_key_missing, idempotency_key_malformed).");
        operation.AddProblem(409, "The first request with this key is still running (idempotency_in_flight), or is done and its answer was not kept (idempotency_result_not_kept).").AddRetryAfter();
        operation.AddProblem(413, "The body is too large (idempotency_body_too_large).");
        operation.AddProblem(422, "The key was used for another request (idempotency_key_reused).");
        operation.AddProblem(500, "The stored answer cannot be read (idempotency_record_unreadable).");
        operation.AddProblem(503, "The key cannot be checked now, and nothing was done (store_unavailable).").AddRetryAfter();
    }

    // A handler that reads the key itself has described its header already, and two of one name make a document invalid.
    private static void AddParameter(OpenApiOperation operation, KvIdempotencyEndpointOptions options)
    {
        operation.Parameters ??= [];
        if (operation.Parameters.Any(there => there.In == ParameterLocation.Header && string.Equals(there.Name, options.Header, StringComparison.OrdinalIgnoreCase)))
            return;
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = options.Header,
            In = ParameterLocation.Header,
            Required = options.Required,
            Description = "Names one operation: a retry sends the same key, and gets the answer of the first request. A quoted string, such as a UUID.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = LongestKey },
        });
    }
}
