namespace Derp.Kv.Scale.Peers;

/// <summary>What the modelled peers do while the store is away: they go on without it.</summary>
internal static class Lenient
{
    public static async Task<byte[]?> TryGetAsync(this KvClient kv, byte[] key)
    {
        try
        {
            return await kv.GetAsync(key);
        }
        catch (KvUnavailableException)
        {
            return null;
        }
    }

    /// <summary>True also while the store is away: the caller goes on without the lock.</summary>
    public static async Task<bool> TryLockAsync(this KvClient kv, byte[] key, byte[] owner, TimeSpan ttl)
    {
        try
        {
            return await kv.SetNxAsync(key, owner, ttl);
        }
        catch (KvUnavailableException)
        {
            return true;
        }
    }

    public static async Task TrySetAsync(this KvClient kv, byte[] key, byte[] value, TimeSpan ttl)
    {
        try
        {
            await kv.SetAsync(key, value, ttl);
        }
        catch (KvUnavailableException)
        {
            // The next one finds nothing.
        }
    }

    public static async Task TryUnlockAsync(this KvClient kv, byte[] key, byte[] owner)
    {
        try
        {
            await kv.CompareAndDeleteAsync(key, owner);
        }
        catch (KvUnavailableException)
        {
            // The lock expires.
        }
    }
}
