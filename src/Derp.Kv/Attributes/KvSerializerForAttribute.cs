namespace Derp.Kv;

/// <summary>
/// Gives a type its own format in the wrappers of this assembly, as <see cref="KvSerializerAttribute"/> does on the type:
/// for types of other assemblies. The <c>Serializer</c> of a method takes precedence.
/// </summary>
/// <param name="type">The type; a generic one may be open.</param>
/// <param name="serializer">
/// Implements <see cref="IKvSerializer{T}"/> of the type and has a constructor without parameters; both at least internal. For
/// an open type it is open too, with as many type parameters.
/// </param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class KvSerializerForAttribute(Type type, Type serializer) : Attribute
{
    /// <summary>The type.</summary>
    public Type Type { get; } = type;

    /// <summary>Its serializer.</summary>
    public Type Serializer { get; } = serializer;
}
