namespace Derp.Kv;

/// <summary>
/// On the one parameter of a <see cref="CachedAttribute"/> method that is a collection of identifiers: each item has its own key and its own cached value.
/// The template names the parameter as if it were one item.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class EachAttribute : Attribute;
