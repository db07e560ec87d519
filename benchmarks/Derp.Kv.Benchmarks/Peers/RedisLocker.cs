using Medallion.Threading.Redis;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion.Locking.Distributed;

namespace Derp.Kv.Benchmarks;

/// <summary>DistributedLock.Redis behind FusionCache's contract, as that project's own package has it.</summary>
internal sealed class RedisLocker(IDatabase database) : IFusionCacheDistributedLocker
{
    public async ValueTask<object?> AcquireLockAsync(string cacheName, string cacheInstanceId, string operationId, string key, string lockName, TimeSpan timeout, ILogger? logger, CancellationToken token) =>
        await Of(lockName).TryAcquireAsync(Patience(timeout), token);

    public object? AcquireLock(string cacheName, string cacheInstanceId, string operationId, string key, string lockName, TimeSpan timeout, ILogger? logger, CancellationToken token) =>
        Of(lockName).TryAcquire(Patience(timeout), token);

    public async ValueTask ReleaseLockAsync(string cacheName, string cacheInstanceId, string operationId, string key, string lockName, object? lockObj, ILogger? logger, CancellationToken token)
    {
        if (lockObj is RedisDistributedLockHandle handle)
            await handle.DisposeAsync();
    }

    public void ReleaseLock(string cacheName, string cacheInstanceId, string operationId, string key, string lockName, object? lockObj, ILogger? logger, CancellationToken token) =>
        (lockObj as RedisDistributedLockHandle)?.Dispose();

    private RedisDistributedLock Of(string name) => new(name, database, static options => options.Expiry(TimeSpan.FromSeconds(30)));

    private static TimeSpan Patience(TimeSpan timeout) => timeout == Timeout.InfiniteTimeSpan ? TimeSpan.FromMinutes(1) : timeout;
}
