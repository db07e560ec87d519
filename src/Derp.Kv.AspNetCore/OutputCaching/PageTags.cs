using Derp.Kv.Coordination;
using Derp.Kv.Runtime.Named;

namespace Derp.Kv.AspNetCore.OutputCaching;

/// <summary>The tags of a page.</summary>
internal static class PageTags
{
    /// <exception cref="ArgumentException">A tag is null or too long; there are too many.</exception>
    public static NamedTags Of(NamedSpace space, ReadOnlySpan<string> tags)
    {
        if (tags.IsEmpty)
            return NamedTags.Of(space, []);
        var names = new TagNames(nameof(tags));
        foreach (var tag in tags)
        {
            if (tag is null)
                throw new ArgumentException("A tag must not be null.", nameof(tags));

            // Every page has that one.
            if (tag != NamedSpace.All)
                names.Add(tag);
        }

        return names.In(space);
    }

    public static ulong[] Digests(NamedTags tags) => Array.ConvertAll(tags.Keys, static key => KeyDigest.Of(key));
}
