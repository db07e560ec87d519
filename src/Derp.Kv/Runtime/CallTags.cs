using Derp.Kv.Coordination.Tags;
using Derp.Kv.Keys;

namespace Derp.Kv.Runtime;

/// <summary>Takes the tags of one call.</summary>
public sealed class CallTags
{
    private readonly KvClient _client;
    private readonly List<byte[]> _keys = new(2);

    internal CallTags(KvClient client) => _client = client;

    /// <summary>Adds a tag.</summary>
    /// <typeparam name="TTag">The generated key of the tag.</typeparam>
    /// <param name="tag">The tag with its arguments.</param>
    public void Add<TTag>(in TTag tag)
        where TTag : struct, IKvKey => _keys.Add(KeyBuilder.Build(_client, TagSpace.Utf8, tag));

    internal TagStamps ToStamps() => new([.. _keys]);

    internal static TagStamps StampsOf<TState>(KvClient client, TState state, Action<TState, CallTags> tags)
    {
        var call = new CallTags(client);
        tags(state, call);
        return call.ToStamps();
    }
}
