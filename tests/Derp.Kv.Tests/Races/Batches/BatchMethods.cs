using System.Globalization;
using System.Text;
using Derp.Kv.Conformance;
using Derp.Kv.Keys;
using Derp.Kv.Runtime;

namespace Derp.Kv.Tests.Races.Batches;

/// <summary>A method of one item and batches of it, which share their values. Made once: a method is registered for its metrics.</summary>
internal static class BatchMethods
{
    public static readonly TimeSpan LockTtl = TimeSpan.FromMilliseconds(400);
    public static readonly TimeSpan WaitBudget = LockTtl * 3;

    private static readonly CachedMethod<ItemKey, string?> s_one = new(
        "Races.One", "item:{id}", "string", Utf8Serializer.Instance, new CachedPolicy { Ttl = TimeSpan.FromSeconds(20), LockTtl = LockTtl, WaitTimeout = WaitBudget });

    private static readonly CachedBatchMethod<ItemKey, int, string?>[] s_batches = [.. Enumerable.Range(1, 3).Select(static most => new CachedBatchMethod<ItemKey, int, string?>("Races.Many", s_one, most))];

    public static byte[][] Keys { get; } = [.. Enumerable.Range(1, 3).Select(KeyOf)];

    public static byte[] KeyOf(int id) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"item:{id}"));

    public static int IdOf(byte[] key) => key[^1] - '0';

    public static ValueTask<string?> OneAsync(KvClient client, int id, Func<CancellationToken, ValueTask<string?>> body) =>
        s_one.InvokeAsync(client, new ItemKey(id), body, static (body, ct) => body(ct), default);

    public static ValueTask<Dictionary<int, string?>> ManyAsync(KvClient client, int maxBatch, int[] ids, Func<int[], CancellationToken, ValueTask<IReadOnlyDictionary<int, string?>>> body) =>
        s_batches[maxBatch - 1].InvokeAsync(client, ids, body, static (_, id) => new ItemKey(id), static (body, ids, ct) => body(ids, ct), tags: null, default);

    public static string Decode(int id, byte[] stored) =>
        s_one.Codec.TryDecode(KeyOf(id), stored, out var value) ? value! : throw new InvalidOperationException("Somebody else has written this.");

    private readonly struct ItemKey(int id) : IKvKey
    {
        public void WriteKey(ref KeyWriter writer)
        {
            writer.AppendLiteral("item:"u8);
            writer.Append(id);
        }
    }
}
