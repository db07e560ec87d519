using Microsoft.CodeAnalysis;

namespace Derp.Kv.Benchmarks;

/// <summary>Finds the same methods and does nothing with them: what an edit costs any generator that asks the compiler for attributes.</summary>
internal sealed class BareGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        foreach (var attribute in (string[])["Derp.Kv.CachedAttribute", "Derp.Kv.IdempotentAttribute", "Derp.Kv.RateLimitedAttribute"])
        {
            var found = context.SyntaxProvider.ForAttributeWithMetadataName(attribute, static (_, _) => true, static (_, _) => 0).Collect();
            context.RegisterSourceOutput(found, static (output, methods) => output.AddSource($"Count.{Guid.NewGuid():N}.cs", $"// {methods.Length}"));
        }
    }
}
