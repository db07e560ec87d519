using Derp.Kv.Keys;

namespace Derp.Kv.Runtime.Named;

/// <summary>
/// Where the entries of one feature are whose keys and tags are text, such as those of the framework's caches: behind the client's prefix, and escaped as
/// the arguments of a template are. So no text can imitate another key, a hash tag or a lease.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="name">Of the feature; it stands in its keys.</param>
internal sealed class NamedSpace(KvClient client, string name)
{
    /// <summary>The tag that every entry has.</summary>
    public const string All = "*";

    private readonly byte[] _entries = [.. "derp:"u8, .. System.Text.Encoding.ASCII.GetBytes(name), (byte)':'];
    private readonly byte[] _tags = [.. TagSpace.Utf8, .. System.Text.Encoding.ASCII.GetBytes(name), (byte)':'];

    /// <summary>What calls without tags of their own have in common.</summary>
    public NamedTags Untagged => field ??= NamedTags.New(this, []);

    /// <summary>The key of an entry, a hash of it if it is long.</summary>
    public byte[] KeyOf(string key) => KeyBuilder.Build(client, _entries, new Text(key));

    /// <summary>Writes the key of an entry whole, however long it is.</summary>
    public void WriteKey(ref KeyWriter writer, string key) => KeyBuilder.Write(ref writer, client, _entries, new Text(key));

    /// <summary>The key of a tag's stamp.</summary>
    public byte[] TagOf(string tag) => KeyBuilder.Build(client, _tags, new Text(tag));

    private readonly struct Text(string text) : IKvKey
    {
        public void WriteKey(ref KeyWriter writer) => writer.Append(text);
    }
}
