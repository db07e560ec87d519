using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Copying;

/// <summary>The class that copies the objects of one type, for near caches.</summary>
/// <param name="HintName">The name of its file.</param>
/// <param name="Namespace">Where the class stands.</param>
/// <param name="ClassName">Its name.</param>
/// <param name="Type">The type, qualified with <c>global::</c>.</param>
/// <param name="IsReference">Whether a value can be null.</param>
/// <param name="Arguments">C# for the constructor's arguments, from <c>value</c>.</param>
/// <param name="Members">What the object initializer sets.</param>
/// <param name="Cases">The cases of a union, which has no members; else empty.</param>
/// <param name="SuppressedWarnings">What naming the type and its members would warn of.</param>
/// <param name="Aliases">Aliases of references that <c>global::</c> does not reach.</param>
internal sealed record CopyModel(
    string HintName,
    string Namespace,
    string ClassName,
    string Type,
    bool IsReference,
    EquatableArray<string> Arguments,
    EquatableArray<CopiedMember> Members,
    EquatableArray<CopiedCase> Cases,
    EquatableArray<string> SuppressedWarnings,
    EquatableArray<string> Aliases);

/// <summary>A member that is set.</summary>
/// <param name="Name">Escaped.</param>
/// <param name="Value">C# for the copy, from <c>value</c>.</param>
internal sealed record CopiedMember(string Name, string Value);

/// <summary>A class that a value of a union can have.</summary>
/// <param name="Type">Qualified.</param>
/// <param name="Value">C# for the copy, from <c>value</c> with a cast.</param>
internal sealed record CopiedCase(string Type, string Value);

/// <summary>How the results of a method are copied.</summary>
/// <param name="Expression">C# for the copy of <c>value</c>.</param>
/// <param name="Models">The classes that it needs, directly or through others; each once.</param>
internal sealed record Copy(string Expression, EquatableArray<CopyModel> Models);
