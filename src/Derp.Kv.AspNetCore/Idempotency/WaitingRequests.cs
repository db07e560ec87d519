using System.Collections.Concurrent;
using Derp.Kv.Coordination;

namespace Derp.Kv.AspNetCore.Idempotency;

/// <summary>Bounds the duplicates of a key that wait in this process: each of them asks the store again and again.</summary>
internal sealed class WaitingRequests
{
    // One of them runs, or its owner is elsewhere.
    private const int Most = 16 + 1;

    private readonly ConcurrentDictionary<byte[], int> _requests = new(ByteArrayComparer.Instance);

    /// <summary>Counts a request; false: it must not wait.</summary>
    public bool Enter(byte[] key) => _requests.AddOrUpdate(key, 1, static (_, count) => count + 1) <= Most;

    public void Exit(byte[] key)
    {
        if (_requests.AddOrUpdate(key, 0, static (_, count) => count - 1) == 0)
            _requests.TryRemove(KeyValuePair.Create(key, 0));
    }
}
