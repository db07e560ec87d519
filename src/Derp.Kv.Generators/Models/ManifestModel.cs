using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Models;

/// <summary>A line of the assembly's manifest: one attribute of a method. Its properties are those of <c>KvMethodInfo</c>.</summary>
/// <param name="Name">The wrapper's full name.</param>
/// <param name="DisplayName">The name in logs and metrics.</param>
/// <param name="Kind">A member of <c>KvMethodKind</c>.</param>
internal sealed record ManifestEntry(string Name, string DisplayName, StageKind Kind)
{
    public string? Template { get; init; }

    public string? ValueType { get; init; }

    public string? SharesWith { get; init; }

    public string? Invalidates { get; init; }

    public EquatableArray<string> Tags { get; init; }

    public EquatableArray<ManifestParameter> Parameters { get; init; }

    /// <summary>Types, as C# names them.</summary>
    public EquatableArray<string> ScopedAs { get; init; }

    public EquatableArray<ManifestSetting> Settings { get; init; }
}

/// <summary>What a template can name.</summary>
/// <param name="Name">Not escaped.</param>
/// <param name="Type">In C#, in full.</param>
/// <param name="Role">A member of <c>KvParameterRole</c>; null for an argument.</param>
internal sealed record ManifestParameter(string Name, string Type, string? Role);

/// <summary>A setting in words.</summary>
internal sealed record ManifestSetting(string Name, string Text);
