namespace Derp.Kv;

/// <summary>Keeps a parameter out of the key and of the fingerprint: calls that differ only in it are the same call.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class NotKeyAttribute : Attribute;
