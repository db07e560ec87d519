using Derp.Kv.Coordination.Permits;
using Derp.Kv.Keys;

namespace Derp.Kv.Runtime;

/// <summary>A descriptor of a limit, without the type of its key.</summary>
internal interface ILimitDescriptor
{
    string Name { get; }

    /// <summary>Null: the limit is switched off.</summary>
    NamedLimit? On(KvClient client, IKvKey key);
}
