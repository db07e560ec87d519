namespace Derp.Kv;

/// <summary>
/// Keeps a parameter out of the cache's key and of the fingerprint: calls that differ only in it share one answer. Use it only
/// where the parameter does not change the answer. Another attribute of the same method may still name it in its template, and
/// that of <see cref="IdempotentAttribute"/> a part of it.
/// On a field, a property or a parameter of a primary constructor it says that the answers of cached methods do not depend on it,
/// so that DKV0052 does not ask for it in their keys.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Field | AttributeTargets.Property)]
public sealed class NotKeyAttribute : Attribute;
