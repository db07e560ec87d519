using System.Text;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Keys;
using Derp.Kv.Runtime;

namespace Derp.Kv.Tests.Races.Tags;

/// <summary>A method of one key with one tag, and one that invalidates either. Made once: a method is registered for its metrics.</summary>
internal static class TaggedMethods
{
    public static readonly TimeSpan Ttl = TimeSpan.FromSeconds(4);
    public static readonly TimeSpan LockTtl = TimeSpan.FromMilliseconds(400);

    private static readonly CachedMethod<Name, string?> s_read = new("Races.Tagged", "tagged:{name}", "string", Utf8Serializer.Instance, new CachedPolicy { Ttl = Ttl, LockTtl = LockTtl, WaitTimeout = LockTtl * 2 });
    private static readonly InvalidatingMethod<long> s_write = new("Races.Write");
    private static readonly InvalidationPolicy s_policy = new();
    private static readonly Generations s_generations = new();

    public static byte[] Key { get; } = Encoding.UTF8.GetBytes("tagged:key");

    public static byte[] Tag { get; } = TagOf(new MemoryKvClient()).ToArray();

    public static ValueTask<string?> ReadAsync<TState>(KvClient client, TState state, Func<TState, CancellationToken, ValueTask<string?>> body) =>
        s_read.InvokeAsync(client, new Name("key"), state, body, static (_, tags) => tags.Add(new Name("tag")), default);

    /// <summary>Runs the write, and invalidates the tag or the key after it.</summary>
    public static ValueTask<long> WriteAsync(KvClient client, bool byTag, Func<long> write) => s_write.InvokeAsync(
        client,
        write,
        static (write, _) => new(write()),
        byTag ? static (_, keys) => keys.AddTag(s_policy, Tag) : static (_, keys) => keys.AddKey(s_policy, Key),
        null,
        null,
        default);

    /// <summary>What the store holds under the key; null if nothing, or what its tag has made invalid.</summary>
    public static string? Valid(byte[]? stored, byte[]? stamp)
    {
        if (stored is null)
            return null;
        var tags = new TagStamps([Tag]);
        tags.Take([null, stamp]);
        var codec = new TaggedRead<string?>(s_read.Codec, s_generations, tags);
        return codec.IsCurrent(stored) ? Decode(stored) : null;
    }

    /// <summary>What was stored under the key, valid or not.</summary>
    public static string Decode(byte[] stored) =>
        s_read.Codec.TryDecode(Key, stored, readsTags: true, out var value) ? value! : throw new InvalidOperationException("Somebody else has written this.");

    private static ReadOnlyMemory<byte> TagOf(KvClient client) => new TagMethod<Name>("Races.Tag").KeyOf(client, new Name("tag"));

    private readonly struct Name(string name) : IKvKey
    {
        public void WriteKey(ref KeyWriter writer)
        {
            writer.AppendLiteral("tagged:"u8);
            writer.Append(name);
        }
    }
}
