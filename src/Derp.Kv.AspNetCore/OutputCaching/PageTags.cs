using System.Text;
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
        var names = new List<string>(tags.Length);
        foreach (var tag in tags)
        {
            if (tag is null || Encoding.UTF8.GetByteCount(tag) > NamedBody.MaxTagSize)
                throw new ArgumentException($"A tag must not be null or longer than {NamedBody.MaxTagSize} bytes.", nameof(tags));

            // Every page has that one.
            if (tag != NamedSpace.All && !names.Contains(tag))
                names.Add(tag);
        }

        return names.Count <= NamedBody.MaxTags
            ? NamedTags.Of(space, names)
            : throw new ArgumentException($"A page has at most {NamedBody.MaxTags} tags.", nameof(tags));
    }

    public static ulong[] Digests(NamedTags tags) => Array.ConvertAll(tags.Keys, static key => KeyDigest.Of(key));
}
