namespace Derp.Kv;

/// <summary>
/// A type's name in stored data, instead of its full name. Stored bytes are read only as the type that wrote
/// them. With this name the type can be renamed or moved, and values that were stored before are still read.
/// </summary>
/// <remarks>
/// To rename a type, give it its old full name. Two types must not have the same name: each would then read the other's bytes.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface, Inherited = false)]
public sealed class KvNameAttribute : Attribute
{
    /// <summary>Names the type.</summary>
    /// <param name="name">Not empty: <c>"Shop.Product"</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    public KvNameAttribute(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <summary>The name.</summary>
    public string Name { get; }
}
