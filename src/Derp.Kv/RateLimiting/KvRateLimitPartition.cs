using System.Threading.RateLimiting;

namespace Derp.Kv;

/// <summary>Partitions whose limiter is a <see cref="KvRateLimiter"/>, for <see cref="PartitionedRateLimiter.Create"/> and ASP.NET Core's rate limiting policies.</summary>
public static class KvRateLimitPartition
{
    /// <summary>A partition with settings that all partitions share.</summary>
    /// <param name="partitionKey">What is limited, such as a user: the second part of the store's key. May be empty.</param>
    /// <param name="client">The client; not owned.</param>
    /// <param name="options">The settings; checked when the limiter is created, at the partition's first call.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static RateLimitPartition<string> Get(string partitionKey, KvClient client, KvRateLimiterOptions options)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        return new(partitionKey, key => new KvRateLimiter(client, key, options));
    }

    /// <summary>A partition with its own settings.</summary>
    /// <param name="partitionKey">What is limited, such as a user: the second part of the store's key. May be empty.</param>
    /// <param name="client">The client; not owned.</param>
    /// <param name="factory">
    /// Returns the partition's settings. Called when the partition is first used, and again after it was idle: until then the
    /// partition keeps the settings that it has.
    /// </param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static RateLimitPartition<string> Get(string partitionKey, KvClient client, Func<string, KvRateLimiterOptions> factory)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(factory);
        return new(partitionKey, key => new KvRateLimiter(client, key, factory(key)));
    }
}
