using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Models;

/// <summary>The head of a generated method.</summary>
/// <param name="Summary">Lines of its documentation; none if it implements a declaration of the user's.</param>
/// <param name="Attributes">Lines, with brackets.</param>
/// <param name="Modifiers">Such as <c>public static</c>.</param>
/// <param name="ReturnType">With annotations.</param>
/// <param name="Name">Escaped.</param>
/// <param name="TypeParameters">With brackets, or empty.</param>
/// <param name="Constraints">One clause per item.</param>
/// <param name="Parameters">In order.</param>
internal sealed record SignatureModel(
    EquatableArray<string> Summary,
    EquatableArray<string> Attributes,
    string Modifiers,
    string ReturnType,
    string Name,
    string TypeParameters,
    EquatableArray<string> Constraints,
    EquatableArray<ParameterModel> Parameters)
{
    /// <summary>Whether it was declared where nullable annotations are off.</summary>
    public bool IsOblivious { get; init; }

    /// <summary>Whether it returns a <c>CacheHit</c> of the value, and in which task.</summary>
    public HitKind Hit { get; init; }

    /// <summary>The parameter of an ordinal, as an argument.</summary>
    public string Argument(int ordinal)
    {
        var parameter = Parameters.First(p => p.Ordinal == ordinal);
        return parameter.Name + (parameter.NeedsForgiving ? "!" : "");
    }
}

/// <summary>A parameter of a generated method.</summary>
/// <param name="Ordinal">That of the body's parameter; −1 for a token that the body does not have.</param>
/// <param name="Prefix">Attributes and modifiers, with a space behind each.</param>
/// <param name="Type">With annotations.</param>
/// <param name="Name">Escaped.</param>
/// <param name="Default">The expression, or null.</param>
/// <param name="IsToken">Whether it is the cancellation token.</param>
internal sealed record ParameterModel(int Ordinal, string Prefix, string Type, string Name, string? Default, bool IsToken)
{
    /// <summary>Whether attributes say of null what the type does not, so that the argument needs a <c>!</c>.</summary>
    public bool NeedsForgiving { get; init; }
}

/// <summary>The task of a <c>CacheHit</c>.</summary>
internal enum HitKind
{
    None,
    Task,
    ValueTask,
}
