using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Models;

/// <summary>The struct that writes a key.</summary>
/// <param name="Name">Unique in the holder.</param>
/// <param name="Fields">The parameters that it needs.</param>
/// <param name="Parts">Text and values, in order.</param>
/// <param name="TypeParameters">Those whose closed types are part of the key.</param>
/// <param name="Fingerprint">Null for a key without; its parts are the arguments that the template does not name whole.</param>
internal sealed record KeyModel(
    string Name,
    EquatableArray<KeyField> Fields,
    EquatableArray<KeyPart> Parts,
    EquatableArray<string> TypeParameters,
    EquatableArray<FingerprintPart>? Fingerprint)
{
    /// <summary>What a near cache compares, a field a placeholder; null for a key that is compared by its bytes or not at all. The parts then name these fields.</summary>
    public EquatableArray<NearField>? Near { get; init; }
}

/// <summary>The value of a placeholder, kept instead of the arguments.</summary>
/// <param name="Name">Escaped.</param>
/// <param name="Type">With annotations.</param>
/// <param name="Value">C# for it, from the arguments.</param>
/// <param name="IsNullableValue">Whether it is a <c>Nullable</c>.</param>
/// <param name="HasOwnEquality">Whether the type's equality differs from that of keys.</param>
internal sealed record NearField(string Name, string Type, string Value, bool IsNullableValue, bool HasOwnEquality);

/// <summary>A parameter or <see cref="InstanceValue"/> that goes into a key.</summary>
/// <param name="Ordinal">That of the body's parameter, or of the value.</param>
/// <param name="Type">With annotations.</param>
/// <param name="Name">Escaped.</param>
internal sealed record KeyField(int Ordinal, string Type, string Name);

/// <summary>An argument of the fingerprint.</summary>
/// <param name="Name">The field, escaped.</param>
/// <param name="Type">Without annotations of reference types.</param>
/// <param name="Serializer">An expression for a MessagePack serializer of its type, which writes null too.</param>
/// <param name="IsAnnotated">Whether the parameter has annotations that its serializer's type has not.</param>
internal sealed record FingerprintPart(string Name, string Type, string Serializer, bool IsAnnotated);

internal abstract record KeyPart;

/// <summary>Text of the template.</summary>
internal sealed record LiteralPart(string Text) : KeyPart;

/// <summary>A placeholder.</summary>
/// <param name="Expression">The argument or the path from it; <c>?.</c> wherever a null may stand.</param>
/// <param name="Value">How it is written.</param>
internal sealed record ValuePart(string Expression, KeyValue Value) : KeyPart
{
    /// <summary>The placeholder's name if it must not be empty, since an empty one names no operation; else null.</summary>
    public string? Required { get; init; }
}

internal abstract record KeyValue;

/// <summary>An overload of <c>Append</c>; a cast brings an enum or a native integer there.</summary>
internal sealed record PlainValue(string? Cast) : KeyValue;

/// <summary>Text in a format of the template's.</summary>
internal sealed record FormattedValue(string Format) : KeyValue;

/// <summary>A value type that may be absent.</summary>
internal sealed record NullableValue(KeyValue Inner) : KeyValue;

/// <summary>Items in order.</summary>
/// <param name="Item">How each is written.</param>
/// <param name="HasDefault">Whether it is an <c>ImmutableArray</c>, whose default value cannot be enumerated and counts as null.</param>
internal sealed record ListValue(KeyValue Item, bool HasDefault) : KeyValue;

/// <summary>A tuple, record or struct, member by member.</summary>
/// <param name="Members">In declared order.</param>
/// <param name="CanBeNull">Whether it is a reference.</param>
/// <param name="CanBeDerived">Whether an instance may have members that this type does not know.</param>
internal sealed record MembersValue(EquatableArray<KeyMember> Members, bool CanBeNull, bool CanBeDerived) : KeyValue;

/// <summary>A member of a framed value.</summary>
/// <param name="Name">Escaped.</param>
/// <param name="Value">How it is written.</param>
internal sealed record KeyMember(string Name, KeyValue Value)
{
    /// <summary>The base type through which alone the member is seen, as a derived type hides it; else null.</summary>
    public string? Owner { get; init; }

    /// <summary>C# for the member of a variable.</summary>
    public string Of(string variable) => Owner is null ? $"{variable}.{Name}" : $"(({Owner}){variable}).{Name}";
}
