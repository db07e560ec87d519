using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.Runtime;

/// <summary>Finds the instance of a service scope that a body runs on.</summary>
public static class ScopedInstance
{
    /// <summary>Takes the instance that is registered as the type itself, or else as one of its interfaces.</summary>
    /// <typeparam name="T">The type of the body.</typeparam>
    /// <param name="services">Those of the scope.</param>
    /// <param name="interfaces">The interfaces of the type.</param>
    /// <exception cref="InvalidOperationException">Neither is registered, or what is registered is of another type.</exception>
    public static T Of<T>(IServiceProvider services, params ReadOnlySpan<Type> interfaces)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.GetService<T>() is { } instance)
            return instance;
        foreach (var contract in interfaces)
        {
            if (services.GetService(contract) is T implementation)
                return implementation;
        }

        throw new InvalidOperationException($"RefreshOn.NewScope needs an instance of {typeof(T)}: register it, or one of its interfaces with it as the implementation.");
    }
}
