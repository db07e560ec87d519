namespace Derp.Kv.Scale.Peers;

/// <summary>
/// The well-known recipe: <c>GET</c>; if there is nothing, <c>SET NX PX</c> of a lock; whoever gets it runs the body, stores the value and deletes the
/// lock by comparison; the others pause for 50 ms and begin again.
/// </summary>
internal sealed class PollingLockReader(KvClient kv, Source source, byte[] owner) : IColdReader
{
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_lock = TimeSpan.FromSeconds(10);

    public async Task ReadAsync(int key)
    {
        var (name, mutex) = (PeerKeys.ValueOf(key), PeerKeys.LockOf(key));
        while (await kv.TryGetAsync(name) is null)
        {
            if (await kv.TryLockAsync(mutex, owner, s_lock))
            {
                await source.AskAsync(kv.Options.TimeProvider, CancellationToken.None);
                await kv.TrySetAsync(name, PeerKeys.Value, PeerKeys.Ttl);
                await kv.TryUnlockAsync(mutex, owner);
                return;
            }

            await Task.Delay(s_retry, kv.Options.TimeProvider);
        }
    }
}
