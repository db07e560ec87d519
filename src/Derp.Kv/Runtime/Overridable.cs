using System.Runtime.CompilerServices;

namespace Derp.Kv.Runtime;

/// <summary>
/// A descriptor's terms, which the configuration may override for one client or another: a call of a client without overrides pays
/// one read of a field, any other call one more of an array.
/// </summary>
/// <typeparam name="TTerms">All that the descriptor derives from its settings.</typeparam>
internal sealed class Overridable<TTerms>
    where TTerms : class
{
    private readonly Func<TTerms, MethodOverride, TTerms> _with;

    /// <param name="key">By which the configuration knows the descriptor.</param>
    /// <param name="own">The attribute's terms; it gets this object, which is not complete yet.</param>
    /// <param name="with">The attribute's terms with what the configuration changes.</param>
    public Overridable(DescriptorKey key, Func<Overridable<TTerms>, TTerms> own, Func<TTerms, MethodOverride, TTerms> with)
    {
        (Key, _with, Number) = (key, with, MethodOverrides.NextNumber());
        Own = own(this);
    }

    /// <summary>By which the configuration knows it.</summary>
    public DescriptorKey Key { get; }

    /// <summary>Those of the attribute.</summary>
    public TTerms Own { get; }

    /// <summary>Its place in the array of a client's overrides.</summary>
    public int Number { get; }

    /// <summary>Those that hold for calls of a client now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TTerms For(KvClient client) => For(client.Overrides);

    /// <summary>Those that hold with the overrides of a client, or of what is none; null: there are no overrides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TTerms For(MethodOverrides? overrides) => overrides is null ? Own : overrides.Of(this);

    /// <summary>The attribute's with what the configuration changes.</summary>
    public TTerms With(MethodOverride changes) => _with(Own, changes);
}
