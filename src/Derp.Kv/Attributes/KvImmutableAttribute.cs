namespace Derp.Kv;

/// <summary>
/// Says that nothing reachable from an instance of a type ever changes, so that calls may share one. For types of other
/// assemblies, whose private fields the compiler does not see. Your word is taken. It would be wrong of a type that fills a cache of its own in a way that is
/// not thread-safe.
/// </summary>
/// <param name="type">The type; of a generic one its definition, <c>typeof(Page&lt;&gt;)</c>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class KvImmutableAttribute(Type type) : Attribute
{
    /// <summary>The type.</summary>
    public Type Type { get; } = type;
}
