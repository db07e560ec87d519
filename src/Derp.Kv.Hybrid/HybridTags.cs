using System.Text;
using Derp.Kv.Runtime.Named;

namespace Derp.Kv.Hybrid;

/// <summary>Checks the tags of a call.</summary>
internal static class HybridTags
{
    /// <exception cref="ArgumentException">A tag is null, empty or reserved; there are too many.</exception>
    public static NamedTags Of(NamedSpace space, IEnumerable<string>? tags)
    {
        if (tags is null || (tags.TryGetNonEnumeratedCount(out var count) && count == 0))
            return NamedTags.Of(space, []);

        // A copy: what the caller does to its collection afterwards plays no part.
        var names = new List<string>();
        foreach (var tag in tags)
        {
            if (string.IsNullOrWhiteSpace(tag))
                throw new ArgumentException("A tag must not be null, empty or white space.", nameof(tags));
            if (tag == NamedSpace.All)
                throw new ArgumentException("The tag \"*\" stands for all entries in RemoveByTagAsync; every entry has it.", nameof(tags));
            if (Encoding.UTF8.GetByteCount(tag) > NamedBody.MaxTagSize)
                throw new ArgumentException($"A tag must not be longer than {NamedBody.MaxTagSize} bytes.", nameof(tags));
            if (!names.Contains(tag))
                names.Add(tag);
        }

        return names.Count <= NamedBody.MaxTags
            ? NamedTags.Of(space, names)
            : throw new ArgumentException($"An entry has at most {NamedBody.MaxTags} tags.", nameof(tags));
    }
}
