using Derp.Kv.Serialization.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Derp.Kv.DependencyInjection;

/// <summary>The environment of the generic host, if there is one. Only what needs reflection depends on the answer.</summary>
internal static class HostEnvironment
{
    public static bool IsDevelopment(IServiceProvider services) =>
        ValueReflection.IsSupported && services.GetService<IHostEnvironment>()?.IsDevelopment() is true;
}
