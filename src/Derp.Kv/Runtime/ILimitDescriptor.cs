using Derp.Kv.Coordination.Permits;
using Derp.Kv.Keys;

namespace Derp.Kv.Runtime;

/// <summary>A descriptor of a limit whose key is not known by its type.</summary>
internal interface ILimitDescriptor
{
    string Name { get; }

    NamedLimit On(KvClient client, IKvKey key);
}
