using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.Hybrid.Serializers;

/// <summary>
/// JSON, for types without a serializer of their own. Its settings are registered as the framework's are: as <see cref="JsonSerializerOptions"/> under the key
/// <c>typeof(IHybridCacheSerializer&lt;T&gt;)</c>, or <c>typeof(IHybridCacheSerializer&lt;&gt;)</c> for all types.
/// </summary>
internal static class JsonFormat
{
    private static readonly Lazy<JsonSerializerOptions> s_default = new(NewDefault);

    /// <exception cref="InvalidOperationException">The program cannot look into types at run time, and no settings are registered.</exception>
    public static IHybridCacheSerializer<T> For<T>(IServiceProvider services)
    {
        var options = services.GetKeyedService<JsonSerializerOptions>(typeof(IHybridCacheSerializer<T>))
            ?? services.GetKeyedService<JsonSerializerOptions>(typeof(IHybridCacheSerializer<>))
            ?? (JsonSerializer.IsReflectionEnabledByDefault
                ? s_default.Value
                : throw new InvalidOperationException($"There is no serializer for {typeof(T)}, and this program cannot look into types at run time. Add one by AddSerializer, or register JsonSerializerOptions with a source-generated context under the key typeof(IHybridCacheSerializer<>)."));
        return new Serializer<T>((JsonTypeInfo<T>)WithResolver(options).GetTypeInfo(typeof(T)));
    }

    // Fields too: tuples have nothing else.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Not reached where reflection is off.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Not reached where reflection is off.")]
    private static JsonSerializerOptions NewDefault() => new() { IncludeFields = true, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    // Settings that name no resolver mean the one that reads types at run time, as with JsonSerializer itself.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Without reflection it throws, and says what is missing.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Without reflection it throws, and says what is missing.")]
    private static JsonSerializerOptions WithResolver(JsonSerializerOptions options)
    {
        if (options.TypeInfoResolver is null)
            options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class Serializer<T>(JsonTypeInfo<T> type) : IHybridCacheSerializer<T>
    {
        public T Deserialize(ReadOnlySequence<byte> source)
        {
            var reader = new Utf8JsonReader(source);
            return JsonSerializer.Deserialize(ref reader, type)!;
        }

        public void Serialize(T value, IBufferWriter<byte> target)
        {
            using var writer = new Utf8JsonWriter(target, new JsonWriterOptions { Encoder = type.Options.Encoder, SkipValidation = true });
            JsonSerializer.Serialize(writer, value, type);
        }
    }
}
