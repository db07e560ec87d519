using Derp.Kv.Runtime;

namespace Derp.Kv;

// What the configuration changes of attributes, for the calls of this client.
public abstract partial class KvClient
{
    private volatile MethodOverrides? _overrides;

    /// <summary>Null: attributes hold as they are written.</summary>
    internal MethodOverrides? Overrides => _overrides;

    /// <summary>Puts other overrides in place, from the next call on.</summary>
    /// <param name="overrides">Null: there are none.</param>
    internal void Override(MethodOverrides? overrides)
    {
        lock (_nearGate)
        {
            _overrides = overrides;

            // Entries have the deadline of their making, and answer without a look at the terms.
            _near?.VoidAll("overrides");
        }
    }
}
