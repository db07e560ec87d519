namespace Derp.Kv.Generators.Pipeline;

/// <summary>The pipeline's steps, as the driver's run reports name them.</summary>
internal static class TrackingNames
{
    public const string Methods = nameof(Methods);
    public const string Types = nameof(Types);
    public const string Serializers = nameof(Serializers);
    public const string Copies = nameof(Copies);
    public const string Manifest = nameof(Manifest);

    public static readonly string[] All = [Methods, Types, Serializers, Copies, Manifest];
}
