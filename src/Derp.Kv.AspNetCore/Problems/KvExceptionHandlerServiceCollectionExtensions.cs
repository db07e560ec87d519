using Derp.Kv.AspNetCore;
using Derp.Kv.AspNetCore.Problems;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the answers to this library's exceptions.</summary>
public static class KvExceptionHandlerServiceCollectionExtensions
{
    /// <summary>
    /// Answers exceptions of Derp.Kv with problem documents, on minimal APIs and MVC alike: a denied call with 429, a duplicate in flight with
    /// 409, a reused idempotency key with 422, an unavailable store with 503. All others are left to the application. It needs
    /// <c>app.UseExceptionHandler()</c>.
    /// </summary>
    /// <remarks>It is asked before the application's own exception handlers, whatever the order of registration. One call is enough.</remarks>
    /// <param name="services">The application's services.</param>
    public static IServiceCollection AddKvExceptionHandler(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddProblemDetails();
        services.TryAddSingleton<WebLog>();
        if (services.Any(static service => service.ImplementationType == typeof(KvExceptionHandler)))
            return services;

        var first = services.Select(static (service, index) => (service, index))
            .FirstOrDefault(static entry => entry.service.ServiceType == typeof(IExceptionHandler), (null!, services.Count)).Item2;
        services.Insert(first, ServiceDescriptor.Singleton<IExceptionHandler, KvExceptionHandler>());
        return services;
    }
}
