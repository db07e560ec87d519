using Derp.Kv.DependencyInjection;
using Derp.Kv.StackExchangeRedis;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses StackExchange.Redis as the backend.</summary>
public static class StackExchangeRedisDerpKvBuilderExtensions
{
    /// <summary>Uses the server at an address; the client connects with its first operation and owns the connection.</summary>
    /// <param name="builder">The builder of <c>AddDerpKv</c>.</param>
    /// <param name="configuration"><c>"host:port"</c> and options of StackExchange.Redis, comma-separated.</param>
    /// <exception cref="ArgumentException">The string is empty or not valid.</exception>
    public static DerpKvBuilder UseStackExchangeRedis(this DerpKvBuilder builder, string configuration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ConnectionSettings.Parse(configuration, new Derp.Kv.KvClientOptions().OperationTimeout);
        return builder.UseClient((_, options) => new StackExchangeRedisKvClient(configuration, options));
    }

    /// <summary>Uses servers by the library's own settings, for a trusted authority, a client certificate or a password that changes.</summary>
    /// <param name="builder">The builder of <c>AddDerpKv</c>.</param>
    /// <param name="configuration">Copied; user name and password are read again for every connection.</param>
    /// <exception cref="ArgumentException">It names no server.</exception>
    public static DerpKvBuilder UseStackExchangeRedis(this DerpKvBuilder builder, ConfigurationOptions configuration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ConnectionSettings.Adopt(configuration, new Derp.Kv.KvClientOptions().OperationTimeout);
        return builder.UseClient((_, options) => new StackExchangeRedisKvClient(configuration, options));
    }

    /// <summary>Uses a connection that the application owns.</summary>
    /// <param name="builder">The builder of <c>AddDerpKv</c>.</param>
    /// <param name="connection">Returns the connection; called once.</param>
    public static DerpKvBuilder UseStackExchangeRedis(this DerpKvBuilder builder, Func<IServiceProvider, IConnectionMultiplexer> connection)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connection);
        return builder.UseClient((provider, options) => new StackExchangeRedisKvClient(connection(provider), options));
    }
}
