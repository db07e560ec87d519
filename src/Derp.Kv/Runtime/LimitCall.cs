using Derp.Kv.Coordination.Permits;
using Derp.Kv.Keys;

namespace Derp.Kv.Runtime;

/// <summary>One of several limits of a call, with the arguments of its key. Made by <see cref="RateLimitedMethod{TKey}.With"/>.</summary>
public readonly struct LimitCall
{
    private readonly ILimitDescriptor _descriptor;
    private readonly IKvKey _key;

    internal LimitCall(ILimitDescriptor descriptor, IKvKey key)
    {
        _descriptor = descriptor;
        _key = key;
    }

    internal string Name => _descriptor.Name;

    internal NamedLimit? On(KvClient client) => _descriptor.On(client, _key);
}
