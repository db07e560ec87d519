namespace Derp.Kv;

/// <summary>
/// Keeps a parameter out of the cache's key and of the fingerprint: calls that differ only in it are the same call. Another
/// attribute of the same method may still name it in its template.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class NotKeyAttribute : Attribute;
