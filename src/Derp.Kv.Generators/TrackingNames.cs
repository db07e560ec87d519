namespace Derp.Kv.Generators;

/// <summary>The pipeline's steps, as the driver's run reports name them.</summary>
internal static class TrackingNames
{
    public const string CachedMethods = nameof(CachedMethods);
    public const string IdempotentMethods = nameof(IdempotentMethods);
    public const string RateLimitedMethods = nameof(RateLimitedMethods);
    public const string Types = nameof(Types);
    public const string Serializers = nameof(Serializers);

    public static readonly string[] All = [CachedMethods, IdempotentMethods, RateLimitedMethods, Types, Serializers];
}
