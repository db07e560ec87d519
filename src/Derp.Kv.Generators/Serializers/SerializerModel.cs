using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Serializers;

/// <summary>One serializer class, for one closed type.</summary>
/// <param name="HintName">The name of its file; no two types of a compilation share one, in any case of letters.</param>
/// <param name="Namespace">Where the class stands.</param>
/// <param name="ClassName">Its name.</param>
/// <param name="Type">The type, qualified with <c>global::</c>.</param>
/// <param name="IsReference">Whether a value can be null.</param>
/// <param name="IsArray">Whether the format is an array by key; else it is a map by name.</param>
/// <param name="Members">What is written, in the order of writing.</param>
/// <param name="Arguments">The constructor's arguments: indexes into the members; -1 for the default of one that is ignored.</param>
/// <param name="IgnoredRequired">Required members that are not part of the format, escaped; the initializer must name them all the same.</param>
/// <param name="SuppressedWarnings">Warnings that the names of the type and its members cause: obsolete and experimental parts.</param>
/// <param name="Aliases">Aliases of references that <c>global::</c> does not reach; the file declares those it uses.</param>
internal sealed record SerializerModel(
    string HintName,
    string Namespace,
    string ClassName,
    string Type,
    bool IsReference,
    bool IsArray,
    EquatableArray<MemberModel> Members,
    EquatableArray<int> Arguments,
    EquatableArray<string> IgnoredRequired,
    EquatableArray<string> SuppressedWarnings,
    EquatableArray<string> Aliases)
{
    /// <summary>The cases of a union, which has no members of its own; else empty.</summary>
    public EquatableArray<UnionCase> Cases { get; init; }

    /// <summary>Whether the type wants to know that it is about to be written, and that it was read.</summary>
    public bool HasCallbacks { get; init; }

    /// <summary>Whether a value can be of a derived type, whose own members would be lost.</summary>
    public bool IsUnsealed { get; init; }

    /// <summary>What generated code reaches by <c>[UnsafeAccessor]</c>, as generated code cannot name it.</summary>
    public EquatableArray<AccessorModel> Accessors { get; init; }

    /// <summary>Whether objects are made without a constructor, as each of their fields is set.</summary>
    public bool IsBypassed { get; init; }

    /// <summary>The members in the order in which they are set, by their place; empty: as they stand.</summary>
    public EquatableArray<int> SettingOrder { get; init; }

    /// <summary>The accessor of the constructor, if generated code cannot name it; else null.</summary>
    public AccessorModel? Constructor { get; init; }
}

/// <summary>One type that a value of a union can be.</summary>
/// <param name="Key">The number that stands before the value.</param>
/// <param name="Type">The type, qualified.</param>
/// <param name="FieldName">The static field of its serializer.</param>
/// <param name="Expression">Its serializer.</param>
internal sealed record UnionCase(int Key, string Type, string FieldName, string Expression);

/// <summary>One member of a type.</summary>
/// <param name="Name">Its identifier, escaped.</param>
/// <param name="Local">The local variable that holds it while reading, escaped.</param>
/// <param name="FieldName">The static field of its serializer.</param>
/// <param name="Key">Its name in a map.</param>
/// <param name="Index">Its place in an array.</param>
/// <param name="Type">Its type, qualified, without annotations of reference types.</param>
/// <param name="IsReference">Whether its type is a reference type.</param>
/// <param name="NeedsForgiving">Whether its declared annotations can differ from those that the serializer and the local have.</param>
/// <param name="AcceptsNull">Whether it is declared to take null.</param>
/// <param name="Expression">Its serializer.</param>
/// <param name="ReadMethod">The method of the reader, if one reads the type without a serializer; else null.</param>
/// <param name="Default">C# for its value when the bytes lack it; null for the default of the type.</param>
/// <param name="Restore">How it gets back into the object.</param>
/// <param name="KeepsDefault">Whether the object gives it a value of its own when the bytes lack it.</param>
internal sealed record MemberModel(
    string Name,
    string Local,
    string FieldName,
    string Key,
    int Index,
    string Type,
    bool IsReference,
    bool NeedsForgiving,
    bool AcceptsNull,
    string Expression,
    string? ReadMethod,
    string? Default,
    MemberRestore Restore,
    bool KeepsDefault)
{
    /// <summary>The base type through which alone the member is seen, as a derived type hides it; else null.</summary>
    public string? Owner { get; init; }

    /// <summary>What sets the member if it has no setter that generated code can name; else null.</summary>
    public AccessorModel? Accessor { get; init; }

    /// <summary>C# for the member of a variable.</summary>
    public string Of(string variable) => Owner is null ? $"{variable}.{Name}" : $"(({Owner}){variable}).{Name}";
}

/// <summary>How a member gets back into the object.</summary>
internal enum MemberRestore
{
    /// <summary>As an argument of the constructor, and of nothing else.</summary>
    Constructor,

    /// <summary>In the object initializer.</summary>
    Initializer,

    /// <summary>By assignment, if the bytes hold it.</summary>
    Assignment,
}
