using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Derp.Kv.AspNetCore.Problems;

/// <summary>
/// How a problem becomes JSON where reflection is off. Arrays are elements before they reach a writer of the framework, whose own
/// context knows no others.
/// </summary>
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class ProblemJson : JsonSerializerContext
{
    public static object? Plain(object? value) =>
        value is IReadOnlyList<string> list ? JsonSerializer.SerializeToElement(list, Default.IReadOnlyListString) : value;

    /// <summary>The application's JSON, which knows what its customization has added, else our own.</summary>
    public static JsonSerializerOptions OptionsOf(IServiceProvider services) =>
        services.GetService<IOptions<JsonOptions>>()?.Value.SerializerOptions is { } options && options.TryGetTypeInfo(typeof(ProblemDetails), out _)
            ? options
            : Default.Options;
}
