namespace Derp.Kv;

/// <summary>
/// Keeps a parameter out of the cache's key and of the fingerprint: calls that differ only in it share one result. Use it only
/// if the parameter does not change the result. Another attribute of the same method may still name it in its template, and
/// that of <see cref="IdempotentAttribute"/> a part of it.
/// On a field, a property or a parameter of a primary constructor it states that the results of cached methods do not depend on it.
/// DKV0052 is then not reported for it.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Field | AttributeTargets.Property)]
public sealed class NotKeyAttribute : Attribute;
