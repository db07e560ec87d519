using Derp.Kv.Keys;

namespace Derp.Kv.Runtime;

/// <summary>The cached values of one method, by their keys: what the wrappers of one item and of many have in common.</summary>
/// <typeparam name="TKey">The generated key.</typeparam>
/// <typeparam name="TValue">The result.</typeparam>
public abstract class CachedEntries<TKey, TValue>
    where TKey : struct, IKvKey
{
    private protected CachedEntries()
    {
    }
}
