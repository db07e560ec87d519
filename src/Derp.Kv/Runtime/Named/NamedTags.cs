using System.Buffers.Binary;
using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Tags;

namespace Derp.Kv.Runtime.Named;

/// <summary>
/// The tags of one call that are text, and the one that every entry has. What decides are the tags that an entry was stored with: those that this call did not
/// name are asked for by the names in the entry.
/// </summary>
internal sealed class NamedTags : TagStamps
{
    private readonly NamedSpace _space;
    private Dictionary<ulong, byte[]?>? _others;

    private NamedTags(NamedSpace space, byte[][] keys, byte[] names)
        : base(keys)
    {
        _space = space;
        WrittenNames = names;
    }

    private NamedTags(NamedTags same)
        : base(same)
    {
        _space = same._space;
        WrittenNames = same.WrittenNames;
    }

    /// <summary>The names as an entry has them.</summary>
    public byte[] WrittenNames { get; }

    /// <param name="space">Of the feature.</param>
    /// <param name="names">Each once, at most <see cref="NamedBody.MaxTags"/>, none of them <see cref="NamedSpace.All"/>.</param>
    public static NamedTags Of(NamedSpace space, IReadOnlyList<string> names) => names.Count == 0 ? new(space.Untagged) : New(space, names);

    /// <summary>As the other one, without what calls have in common.</summary>
    public static NamedTags New(NamedSpace space, IReadOnlyList<string> names)
    {
        var keys = new byte[names.Count + 1][];
        keys[0] = space.TagOf(NamedSpace.All);
        for (var i = 0; i < names.Count; i++)
            keys[i + 1] = space.TagOf(names[i]);
        return new(space, keys, NamedBody.WriteNames(names));
    }

    public override byte[][] Lacking(ReadOnlySpan<byte> stored)
    {
        if (KnowsAll(Envelope.TagsOf(stored)))
            return [];
        return [.. OthersOf(stored).Where(key => _others is null || !_others.ContainsKey(KeyDigest.Of(key)))];
    }

    public override void TakeLacking(byte[][] keys, IReadOnlyList<byte[]?> read)
    {
        _others ??= [];
        for (var i = 0; i < keys.Length; i++)
            _others[KeyDigest.Of(keys[i])] = read[i];
    }

    public override async Task AskAgainAsync(KvClient client, TimeSpan life, byte[] stored)
    {
        var others = OthersOf(stored);

        // Read, not made: a tag without a stamp means that the entry is out of date.
        var read = Task.WhenAll(Array.ConvertAll(others, other => client.Inner.GetAsync(other, CancellationToken.None).AsTask()));
        await Task.WhenAll(AskAsync(client, life), read).ConfigureAwait(false);
        TakeLacking(others, await read.ConfigureAwait(false));
    }

    /// <summary>As of the base class; the entry may have other tags than the call.</summary>
    public override bool Match(ReadOnlySpan<byte> field)
    {
        if (field.Length <= 1)
            return false;
        for (var tags = field[1..]; !tags.IsEmpty; tags = tags[TagSize..])
        {
            if (Stamp(BinaryPrimitives.ReadUInt64BigEndian(tags)) is not { Length: Coordination.Tags.Stamp.Size } stamp
                || !tags.Slice(KeyDigest.Size, Coordination.Tags.Stamp.Size).SequenceEqual(stamp))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the call has named all tags of an entry: then it also hears of their invalidation.</summary>
    public bool KnowsAll(ReadOnlySpan<byte> field)
    {
        for (var tags = field.IsEmpty ? field : field[1..]; !tags.IsEmpty; tags = tags[TagSize..])
        {
            if (!Names(BinaryPrimitives.ReadUInt64BigEndian(tags)))
                return false;
        }

        return true;
    }

    private byte[]? Stamp(ulong digest) => StampOf(digest) ?? _others?.GetValueOrDefault(digest);

    private byte[][] OthersOf(ReadOnlySpan<byte> stored)
    {
        if (Envelope.BodyOf(stored) is not { } body)
            return [];
        var keys = new List<byte[]>();
        foreach (var name in NamedBody.NamesOf(stored[body..]))
        {
            var key = _space.TagOf(name);
            if (!Names(KeyDigest.Of(key)))
                keys.Add(key);
        }

        return [.. keys];
    }
}
