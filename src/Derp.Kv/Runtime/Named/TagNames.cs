using System.Text;

namespace Derp.Kv.Runtime.Named;

/// <summary>The names that a call gives its tags: each once. A copy, so that what the caller does to its collection afterwards plays no part.</summary>
/// <param name="parameter">Of the caller, for exceptions.</param>
internal sealed class TagNames(string parameter)
{
    private readonly List<string> _names = [];

    /// <exception cref="ArgumentException">The tag is too long.</exception>
    public void Add(string tag)
    {
        if (Encoding.UTF8.GetByteCount(tag) > NamedBody.MaxTagSize)
            throw new ArgumentException($"A tag must not be longer than {NamedBody.MaxTagSize} bytes.", parameter);
        if (!_names.Contains(tag))
            _names.Add(tag);
    }

    /// <exception cref="ArgumentException">There are too many.</exception>
    public NamedTags In(NamedSpace space) => _names.Count <= NamedBody.MaxTags
        ? NamedTags.Of(space, _names)
        : throw new ArgumentException($"There can be {NamedBody.MaxTags} tags at most.", parameter);
}
