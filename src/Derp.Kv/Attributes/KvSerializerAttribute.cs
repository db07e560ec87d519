namespace Derp.Kv;

/// <summary>
/// Gives a type its own format: as a result, and within results and fingerprints, in which the
/// bytes are embedded as MessagePack binary. The <c>Serializer</c> of a method and a <see cref="KvSerializerForAttribute"/> of
/// the assembly that uses the type take precedence.
/// </summary>
/// <param name="serializer">
/// Implements <see cref="IKvSerializer{T}"/> of the type and has a constructor without parameters; both at least internal. For
/// a generic type it may be open, <c>typeof(X&lt;&gt;)</c>, with as many type parameters.
/// </param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface, Inherited = false)]
public sealed class KvSerializerAttribute(Type serializer) : Attribute
{
    /// <summary>The serializer.</summary>
    public Type Serializer { get; } = serializer;
}
