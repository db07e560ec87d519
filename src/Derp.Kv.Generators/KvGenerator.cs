using Derp.Kv.Generators.Copying;
using Derp.Kv.Generators.Emit;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Pipeline;
using Derp.Kv.Generators.Serializers;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators;

/// <summary>Generates the wrappers of annotated methods, their keys, the serializers of their results, and the assembly's manifest.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class KvGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var methods = context.CompilationProvider
            .Select(static (c, ct) => ProjectSurface.Of(c, ct))
            .WithComparer(ProjectSurface.Succession)
            .SelectMany(static (s, ct) => s.Methods(ct))
            .WithTrackingName(TrackingNames.Methods)
            .Collect();

        var types = methods
            .SelectMany(static (m, ct) => OutputGrouping.Types(m, ct))
            .WithTrackingName(TrackingNames.Types);
        context.RegisterSourceOutput(types, static (output, type) =>
            output.AddSource(type.HintName, TypeEmitter.Emit(type.Type, type.Methods).ToSourceText()));

        var serializers = methods
            .SelectMany(static (m, ct) => OutputGrouping.Serializers(m, ct))
            .WithTrackingName(TrackingNames.Serializers);
        context.RegisterSourceOutput(serializers, static (output, serializer) =>
            output.AddSource(serializer.HintName, new SourceWriter().Write(SerializerEmitter.Emit(serializer.Model)).ToSourceText()));

        var copies = methods
            .SelectMany(static (m, ct) => OutputGrouping.Copies(m, ct))
            .WithTrackingName(TrackingNames.Copies);
        context.RegisterSourceOutput(copies, static (output, copy) =>
            output.AddSource(copy.HintName, new SourceWriter().Write(CopyEmitter.Emit(copy.Model)).ToSourceText()));

        var manifest = methods
            .SelectMany(static (m, ct) => OutputGrouping.Manifest(m, ct))
            .WithTrackingName(TrackingNames.Manifest);
        context.RegisterSourceOutput(manifest, static (output, manifest) =>
            output.AddSource(ManifestOutput.HintName, ManifestEmitter.Emit(manifest.Entries).ToSourceText()));
    }
}
