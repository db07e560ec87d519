namespace Derp.Kv.Runtime;

/// <summary>One attribute of an annotated method, as the source has it: a line of an assembly's <see cref="KvManifestAttribute"/>.</summary>
public sealed class KvMethodInfo
{
    private IReadOnlyList<KeyValuePair<string, string>>? _settings;

    /// <summary>The wrapper's full name, <c>Shop.Catalog.GetProductAsync</c>: the same for all overloads and all attributes.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The name in logs and metrics: with the types of the parameters if there are overloads, and with <c>#2</c> for the second limit of a method. It
    /// is <see cref="Name"/> unless it is set.
    /// </summary>
    public string DisplayName { get => field ?? Name; init; }

    /// <summary>The attribute.</summary>
    public required KvMethodKind Kind { get; init; }

    /// <summary>The attribute's template; without one, the identity that the key begins with. Null for <see cref="KvMethodKind.Invalidates"/>, which has no key.</summary>
    public string? Template { get; init; }

    /// <summary>The full name of the stored value's type, or its <see cref="KvNameAttribute"/>; <c>void</c> for none. Null where nothing is stored.</summary>
    public string? ValueType { get; init; }

    /// <summary>The name of the method whose entries a batch has too. Null: its entries are its own.</summary>
    public string? SharesWith { get; init; }

    /// <summary>What is invalidated, by the name that the source has. Null for the other kinds.</summary>
    public string? Invalidates { get; init; }

    /// <summary>The names of the methods that invalidate the tags of the value.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The parameters without the cancellation token, and then what the template reads from the instance.</summary>
    public IReadOnlyList<KvParameterInfo> Parameters { get; init; } = [];

    /// <summary>
    /// The types of which a service scope has to have one, with <see cref="RefreshOn.NewScope"/>: that of the body, and then its interfaces. Empty where no scope is asked,
    /// or the assembly's table cannot name one of the types: it is private, generic or obsolete.
    /// </summary>
    public IReadOnlyList<Type> ScopedAs { get; init; } = [];

    /// <summary>The settings by the names of the attribute's properties, in its words: <c>Ttl</c>, <c>5m</c>. Those that are not set have their default, which this library adds; one without a value is not there.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings
    {
        get => _settings ??= DefaultSettings.Complete(Kind, Parameters.Any(static p => p.Role == KvParameterRole.Each), field);
        init;
    } = [];
}
