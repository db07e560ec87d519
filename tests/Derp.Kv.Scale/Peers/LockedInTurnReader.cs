using Derp.Kv.Simulation;

namespace Derp.Kv.Scale.Peers;

/// <summary>
/// FusionCache with a distributed locker, by its documented steps: own memory; the store; the lock; the store again; the body; the store and the
/// lock's release. So each process that waits takes the lock in turn. The lock is DistributedLock.Redis: <c>SET NX PX</c>, and a pause between 10 and
/// 800 ms, by chance, between attempts.
/// </summary>
internal sealed class LockedInTurnReader(KvClient kv, Source source, byte[] owner, Dice chance) : IColdReader
{
    private static readonly TimeSpan s_lock = TimeSpan.FromSeconds(30);

    private readonly HashSet<int> _memory = [];

    public async Task ReadAsync(int key)
    {
        if (_memory.Contains(key))
            return;
        var (name, mutex) = (PeerKeys.ValueOf(key), PeerKeys.LockOf(key));
        if (await kv.TryGetAsync(name) is null)
        {
            while (!await kv.TryLockAsync(mutex, owner, s_lock))
                await Task.Delay(TimeSpan.FromMilliseconds(chance.Between(10, 800)), kv.Options.TimeProvider);
            if (await kv.TryGetAsync(name) is null)
            {
                await source.AskAsync(kv.Options.TimeProvider, CancellationToken.None);
                await kv.TrySetAsync(name, PeerKeys.Value, PeerKeys.Ttl);
            }

            await kv.TryUnlockAsync(mutex, owner);
        }

        _memory.Add(key);
    }
}
