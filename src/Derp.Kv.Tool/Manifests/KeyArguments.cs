using Derp.Kv.Runtime;

namespace Derp.Kv.Tool.Manifests;

/// <summary>What was typed for one call.</summary>
internal sealed class KeyArguments
{
    private readonly Dictionary<string, string?> _values = [];
    private readonly Dictionary<string, string> _texts = [];

    /// <param name="method">Whose parameters are meant.</param>
    /// <param name="positional">Arguments in the order of the method's parameters.</param>
    /// <param name="named"><c>name=value</c>, for members of the instance and for parameters out of their order.</param>
    /// <param name="nulls">The names of those that are null.</param>
    /// <param name="texts"><c>placeholder=text</c>: what stands in the key, of types whose text cannot be told.</param>
    /// <exception cref="UsageException">There are more arguments than parameters, or a name is none of the method's.</exception>
    public KeyArguments(KvMethodInfo method, IReadOnlyList<string> positional, IEnumerable<string> named, IEnumerable<string> nulls, IEnumerable<string> texts)
    {
        var parameters = method.Parameters.Where(static p => p.Role != KvParameterRole.Instance).ToList();
        if (positional.Count > parameters.Count)
            throw new UsageException($"{method.DisplayName} has {parameters.Count} parameters without the cancellation token: {string.Join(", ", parameters.Select(static p => $"{p.Type} {p.Name}"))}.");
        for (var i = 0; i < positional.Count; i++)
            _values[parameters[i].Name] = positional[i];
        foreach (var (name, value) in named.Select(static pair => Split(pair, "--set")))
            _values[Known(name)] = value;
        foreach (var name in nulls)
            _values[Known(name)] = null;
        foreach (var (name, text) in texts.Select(static pair => Split(pair, "--text")))
            _texts[name] = text;

        string Known(string name) => method.Parameters.Any(p => p.Name == name)
            ? name
            : throw new UsageException($"{method.DisplayName} has no parameter and names no member \"{name}\".");
    }

    /// <summary>Whether an argument was given; it may be null.</summary>
    public bool TryGetValue(string name, out string? value) => _values.TryGetValue(name, out value);

    /// <summary>The text of a placeholder, if it was given as such.</summary>
    public string? TextOf(string placeholder) => _texts.GetValueOrDefault(placeholder);

    private static (string Name, string Value) Split(string pair, string option) => pair.Split('=', 2) is [{ Length: > 0 } name, var value]
        ? (name, value)
        : throw new UsageException($"{option} is name=value.");
}
