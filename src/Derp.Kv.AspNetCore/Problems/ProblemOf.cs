namespace Derp.Kv.AspNetCore.Problems;

/// <summary>What a problem document says. It never holds a key, a scope or a payload.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Title">For people; the same for each occurrence.</param>
/// <param name="Type">A link to the documentation; null: <c>about:blank</c>.</param>
internal readonly record struct ProblemOf(int Status, string Code, string Title, string? Type = null)
{
    /// <summary>Further members: strings, numbers, switches, and arrays of strings.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; init; }
}
