using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Emit;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Serializers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators;

/// <summary>Generates the wrappers of annotated methods, their keys, and the serializers of their results.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class KvGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var cached = MethodsWith(context, KnownNames.Cached, StageKind.Cached, TrackingNames.CachedMethods);
        var idempotent = MethodsWith(context, KnownNames.Idempotent, StageKind.Idempotent, TrackingNames.IdempotentMethods);
        var limited = MethodsWith(context, KnownNames.RateLimited, StageKind.RateLimited, TrackingNames.RateLimitedMethods);
        var methods = cached.Collect().Combine(idempotent.Collect()).Combine(limited.Collect());

        var types = methods
            .SelectMany(static (m, ct) => OutputGrouping.Types(m.Left.Left.Concat(m.Left.Right).Concat(m.Right), ct))
            .WithTrackingName(TrackingNames.Types);
        context.RegisterSourceOutput(types, static (output, type) =>
            output.AddSource(type.HintName, TypeEmitter.Emit(type.Type, type.Methods).ToSourceText()));

        var serializers = methods
            .SelectMany(static (m, ct) => OutputGrouping.Serializers(m.Left.Left.Concat(m.Left.Right).Concat(m.Right), ct))
            .WithTrackingName(TrackingNames.Serializers);
        context.RegisterSourceOutput(serializers, static (output, serializer) =>
            output.AddSource(serializer.HintName, new SourceWriter().Write(SerializerEmitter.Emit(serializer.Model)).ToSourceText()));
    }

    private static IncrementalValuesProvider<MethodResult> MethodsWith(
        IncrementalGeneratorInitializationContext context,
        string attribute,
        StageKind kind,
        string trackingName) =>
        context.SyntaxProvider
            .ForAttributeWithMetadataName(
                attribute,
                static (node, _) => PlacementParser.IsMethodOfType(node),
                (source, ct) => Parse(source, kind, ct))
            .Where(static m => m is not null)
            .Select(static (m, _) => m!)
            .WithTrackingName(trackingName);

    private static MethodResult? Parse(GeneratorAttributeSyntaxContext source, StageKind kind, CancellationToken ct)
    {
        if (source.TargetSymbol is not IMethodSymbol symbol
            || source.SemanticModel.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: < LanguageVersion.CSharp12 })
            return null;

        try
        {
            // A method with several attributes comes once for each; its innermost stage takes it.
            var attributes = AnnotatedMethod.AttributesOf(symbol.PartialDefinitionPart ?? symbol);
            return attributes.Count == 0 || attributes[attributes.Count - 1].Kind != kind
                ? null
                : MethodParser.Parse(symbol, source.SemanticModel.Compilation, Findings.Discard(), ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // One method's failure must not end the generator for all; the analyzer reports it (DKV0099).
            return null;
        }
    }
}
