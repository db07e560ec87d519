using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.Hybrid.Serializers;

/// <summary>Finds the serializer of a type in the framework's order: registered for the type; text and bytes as they are; the last factory that takes the type; JSON.</summary>
internal sealed class HybridSerializers(IServiceProvider services)
{
    private readonly IHybridCacheSerializerFactory[] _factories = [.. services.GetServices<IHybridCacheSerializerFactory>().Reverse()];

    /// <exception cref="InvalidOperationException">There is none.</exception>
    public IKvSerializer<T> For<T>() => new FrameworkSerializer<T>(Find<T>());

    private IHybridCacheSerializer<T> Find<T>()
    {
        if (services.GetService<IHybridCacheSerializer<T>>() is { } registered)
            return registered;
        if (PlainSerializer.Instance is IHybridCacheSerializer<T> plain)
            return plain;
        foreach (var factory in _factories)
        {
            if (factory.TryCreateSerializer<T>(out var made))
                return made;
        }

        return JsonFormat.For<T>(services);
    }
}
