namespace Derp.Kv.AspNetCore;

/// <summary>Metadata of an endpoint whose requests have idempotency keys; for descriptions of an API.</summary>
public sealed class KvIdempotencyMetadata
{
    internal KvIdempotencyMetadata(KvIdempotencyEndpointOptions options) => Options = options;

    /// <summary>What is in force at the endpoint: read it, do not change it.</summary>
    public KvIdempotencyEndpointOptions Options { get; }
}
