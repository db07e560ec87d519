using Derp.Kv.Keys;

namespace Derp.Kv.Runtime;

/// <summary>Takes the tags of one call.</summary>
public sealed class CallTags
{
    internal CallTags()
    {
    }

    /// <summary>Adds a tag.</summary>
    /// <typeparam name="TTag">The generated key of the tag.</typeparam>
    /// <param name="tag">The tag with its arguments.</param>
    public void Add<TTag>(in TTag tag)
        where TTag : struct, IKvKey => throw new NotImplementedException();
}
