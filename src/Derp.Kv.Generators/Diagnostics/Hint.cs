using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Diagnostics;

/// <summary>What an analyzer knows and a code fix would otherwise have to find again.</summary>
internal readonly record struct Hint
{
    private readonly string _name;
    private readonly string? _value;

    private Hint(string name, string? value)
    {
        _name = name;
        _value = value;
    }

    /// <summary>The name of the parameter that the diagnostic is about.</summary>
    public static Hint Parameter(string name) => new(nameof(Parameter), name);

    /// <summary>The path of the placeholder that the diagnostic is about, as the template spells it.</summary>
    public static Hint Path(IEnumerable<string> names) => new(nameof(Path), string.Join(".", names));

    /// <summary>A placeholder's path and its replacement, with a space between; none if there is no replacement.</summary>
    public static Hint Replacement(IEnumerable<string> path, IEnumerable<string>? by) =>
        new(nameof(Replacement), by is null ? null : string.Join(".", path) + " " + string.Join(".", by));

    /// <summary>The name of the generated method.</summary>
    public static Hint Wrapper(string name) => new(nameof(Wrapper), name);

    /// <summary>The name of the setting that the diagnostic is about.</summary>
    public static Hint Setting(string name) => new(nameof(Setting), name);

    /// <summary>The accessibility that the method should have.</summary>
    public static Hint Accessibility(string keyword) => new(nameof(Accessibility), keyword);

    /// <summary>The hint of a diagnostic, or null if it has none of this name.</summary>
    public static string? Of(Diagnostic diagnostic, string name) =>
        diagnostic.Properties.TryGetValue(name, out var value) ? value : null;

    /// <summary>A method's name and its replacement, with a space between; none if there is no replacement.</summary>
    public static Hint Name(string name, string? by) => new(nameof(Name), by is null ? null : $"{name} {by}");

    /// <summary>Where the parameters of a key come from, with spaces between; none if that is not known.</summary>
    public static Hint Paths(IEnumerable<string>? paths) => new(nameof(Paths), paths is null ? null : string.Join(" ", paths));

    /// <summary>The documentation id of the field, property or event that holds state.</summary>
    public static Hint State(string id) => new(nameof(State), id);

    public ImmutableDictionary<string, string?> ToProperties() => ImmutableDictionary<string, string?>.Empty.Add(_name, _value);
}
