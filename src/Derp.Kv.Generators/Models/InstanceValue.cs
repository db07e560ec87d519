namespace Derp.Kv.Generators.Models;

/// <summary>What a placeholder reads from the instance, or from a static member, of its body: once per call, in the wrapper.</summary>
/// <param name="Ordinal">In the place of a parameter's ordinal; <see cref="FirstOrdinal"/> and below.</param>
/// <param name="Name">In the structs of keys, escaped.</param>
/// <param name="Type">With annotations, and nullable if the path may end early.</param>
/// <param name="Expression">In the wrapper.</param>
/// <param name="Root">The name that the expression begins with if it has no qualifier, which parameters and locals of the wrapper must not have; else empty.</param>
internal sealed record InstanceValue(int Ordinal, string Name, string Type, string Expression, string Root)
{
    /// <summary>Those above it are other things without a parameter.</summary>
    public const int FirstOrdinal = -10;
}
