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

        var names = new TagNames(nameof(tags));
        foreach (var tag in tags)
        {
            if (string.IsNullOrWhiteSpace(tag))
                throw new ArgumentException("A tag must not be null, empty or white space.", nameof(tags));
            if (tag == NamedSpace.All)
                throw new ArgumentException("The tag \"*\" stands for all entries in RemoveByTagAsync; every entry has it.", nameof(tags));
            names.Add(tag);
        }

        return names.In(space);
    }
}
