using System.Runtime.CompilerServices;

namespace Derp.Kv.Runtime;

/// <summary>
/// A descriptor's terms, which the configuration may override for one client or another: a call of a client without overrides pays
/// one read of a field, any other call one more of an array.
/// </summary>
/// <typeparam name="TTerms">All that the descriptor derives from its settings.</typeparam>
internal sealed class Overridable<TTerms>(DescriptorKey key, TTerms own, Func<TTerms, MethodOverride, TTerms> with)
    where TTerms : class
{
    /// <summary>By which the configuration knows it.</summary>
    public DescriptorKey Key => key;

    /// <summary>Those of the attribute.</summary>
    public TTerms Own => own;

    /// <summary>Its place in the array of a client's overrides.</summary>
    public int Number { get; } = MethodOverrides.NextNumber();

    /// <summary>Those that hold for calls of a client now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TTerms For(KvClient client) => client.Overrides is { } overrides ? overrides.Of(this) : own;

    /// <summary>The attribute's with what the configuration changes.</summary>
    public TTerms With(MethodOverride changes) => with(own, changes);
}
