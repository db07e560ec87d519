namespace Derp.Kv;

/// <summary>
/// Keeps a parameter out of the cache's key and of the fingerprint: calls that differ only in it share one answer. Use it only
/// where the parameter does not change the answer. Another attribute of the same method may still name it in its template, and
/// that of <see cref="IdempotentAttribute"/> a part of it.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class NotKeyAttribute : Attribute;
