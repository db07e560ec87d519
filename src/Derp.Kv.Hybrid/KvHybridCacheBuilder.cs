using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.Hybrid;

/// <summary>Adds serializers, with the methods that the builder of <c>AddHybridCache</c> has.</summary>
public sealed class KvHybridCacheBuilder
{
    internal KvHybridCacheBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Uses a serializer for one type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="serializer">Shared between threads; it never gets null.</param>
    public KvHybridCacheBuilder AddSerializer<T>(IHybridCacheSerializer<T> serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        Services.AddSingleton(serializer);
        return this;
    }

    /// <summary>Uses a serializer for one type, which the container makes.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <typeparam name="TImplementation">The serializer.</typeparam>
    public KvHybridCacheBuilder AddSerializer<T, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>()
        where TImplementation : class, IHybridCacheSerializer<T>
    {
        Services.AddSingleton<IHybridCacheSerializer<T>, TImplementation>();
        return this;
    }

    /// <summary>Uses a factory for the types that have no serializer of their own. Of several the last one that takes the type is used.</summary>
    /// <param name="factory">The factory.</param>
    public KvHybridCacheBuilder AddSerializerFactory(IHybridCacheSerializerFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        Services.AddSingleton(factory);
        return this;
    }

    /// <summary>As the other overload, with a factory that the container makes.</summary>
    /// <typeparam name="TImplementation">The factory.</typeparam>
    public KvHybridCacheBuilder AddSerializerFactory<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>()
        where TImplementation : class, IHybridCacheSerializerFactory
    {
        Services.AddSingleton<IHybridCacheSerializerFactory, TImplementation>();
        return this;
    }
}
