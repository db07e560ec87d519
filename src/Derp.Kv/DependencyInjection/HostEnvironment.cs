using Derp.Kv.Serialization.Reflection;

namespace Derp.Kv.DependencyInjection;

/// <summary>
/// The environment of the generic host, if there is one. It is asked for by name: a console program that has no host
/// should not get the host's packages with this one. Only what needs reflection itself depends on the answer.
/// </summary>
internal static class HostEnvironment
{
    public static bool IsDevelopment(IServiceProvider services)
    {
        if (!ValueReflection.IsSupported)
            return false;

        // A literal, and a property of it: the trimmer knows both.
        var type = Type.GetType("Microsoft.Extensions.Hosting.IHostEnvironment, Microsoft.Extensions.Hosting.Abstractions", throwOnError: false);
        return type is not null
            && services.GetService(type) is { } environment
            && string.Equals(type.GetProperty("EnvironmentName")?.GetValue(environment) as string, "Development", StringComparison.OrdinalIgnoreCase);
    }
}
