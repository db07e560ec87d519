namespace Derp.Kv;

/// <summary>
/// Says that nothing reachable from an instance of a type ever changes, so that calls may share one. For types of other
/// assemblies, whose private fields the compiler does not see. The caller's word is taken: it is wrong for a type that caches lazily in a way that is not thread-safe.
/// </summary>
/// <param name="type">The type; of a generic one its definition, <c>typeof(Page&lt;&gt;)</c>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class KvImmutableAttribute(Type type) : Attribute
{
    /// <summary>The type.</summary>
    public Type Type { get; } = type;
}
