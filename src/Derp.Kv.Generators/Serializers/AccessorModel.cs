using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Serializers;

/// <summary>What an accessor stands for.</summary>
internal enum AccessorKind
{
    Constructor,
    Setter,
    Field,
}

/// <summary>A method without a body that the runtime binds to a member out of reach: <c>[UnsafeAccessor]</c>, which trimming understands.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Target">The runtime's name of the member; null for a constructor.</param>
/// <param name="Method">The accessor's own name.</param>
/// <param name="Type">The type that declares the member, as its own code sees it: with type parameters if it has any.</param>
/// <param name="IsReference">Whether that type is a reference type.</param>
/// <param name="Values">The types of what it takes beside the object, or of the field.</param>
/// <param name="Holder">
/// For members of a generic type the nested class of the accessor, with the type parameters: the runtime binds only what is
/// declared with the same ones. Null otherwise.
/// </param>
/// <param name="Constraints">Of these type parameters.</param>
/// <param name="ClosedHolder">The holder over the arguments of the type.</param>
internal sealed record AccessorModel(
    AccessorKind Kind,
    string? Target,
    string Method,
    string Type,
    bool IsReference,
    EquatableArray<string> Values,
    string? Holder,
    EquatableArray<string> Constraints,
    string? ClosedHolder)
{
    /// <summary>C# for the method to call.</summary>
    public string Call => ClosedHolder is null ? Method : $"{ClosedHolder}.{Method}";
}
