namespace Derp.Kv;

/// <summary>
/// The name of a type in what is stored. Values and records say which type they hold, by its full name unless this is set; with
/// it a type can be renamed or moved, and what was stored before can still be read.
/// </summary>
/// <param name="name">Takes the place of the full name, namespace and containing types included. Not empty, and no other type's.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface, Inherited = false)]
public sealed class KvNameAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}
