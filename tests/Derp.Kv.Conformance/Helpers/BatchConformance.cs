using System.Collections.Concurrent;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Keys;
using Derp.Kv.Runtime;

namespace Derp.Kv.Conformance;

/// <summary>What methods promise that take many items in one call, whatever the store.</summary>
public abstract partial class BatchConformance : HelperConformance
{
    private readonly string _name = NewName();
    private readonly ConcurrentQueue<string> _runs = new();

    private static CachedMethod<BatchKey, string?> Entries(CachedPolicy? policy = null) =>
        new("Tests.One", "batch:{name}:{id}", "string", Utf8Serializer.Instance, policy ?? new CachedPolicy { Ttl = Minute });

    private static CachedBatchMethod<BatchKey, string, string?> Batch(CachedEntries<BatchKey, string?>? entries = null, int maxBatch = 1000) =>
        new("Tests.Many", entries ?? Entries(), maxBatch);

    private byte[] KeyOf(string id) => Bytes($"batch:{_name}:{id}");

    private async Task<bool> IsStoredAsync(string id) => await Store.ExistsAsync(KeyOf(id));

    private Task ReleasedAsync(string id) => GoneAsync(LeaseKey.Of(KeyOf(id)));

    // Each item's value is its own name, and each run is noted.
    private ValueTask<Dictionary<string, string?>> GetAsync(
        IEnumerable<string> ids,
        CachedBatchMethod<BatchKey, string, string?>? method = null,
        KvClient? client = null,
        Func<string[], CancellationToken, ValueTask<IReadOnlyDictionary<string, string?>>>? body = null,
        CancellationToken cancellationToken = default) =>
        (method ?? Batch()).InvokeAsync(
            client ?? Store,
            ids,
            (self: this, body: body ?? (static (ids, _) => new(Named(ids)))),
            static (s, id) => new BatchKey(s.self._name, id),
            static (s, ids, ct) =>
            {
                s.self._runs.Enqueue(string.Join(' ', ids));
                return s.body(ids, ct);
            },
            tags: null,
            cancellationToken);

    private ValueTask<string?[]> GetAlignedAsync(IEnumerable<string> ids, Func<string[], IReadOnlyList<string?>>? body = null, KvClient? client = null, CachedBatchMethod<BatchKey, string, string?>? method = null) =>
        (method ?? Batch()).InvokeAlignedAsync(
            client ?? Store,
            ids,
            (self: this, body: body ?? (static ids => ids)),
            static (s, id) => new BatchKey(s.self._name, id),
            static (s, ids, _) =>
            {
                s.self._runs.Enqueue(string.Join(' ', ids));
                return new(s.body(ids));
            },
            tags: null,
            default);

    private ValueTask<string?> GetOneAsync(string id, CachedMethod<BatchKey, string?>? method = null, KvClient? client = null, Func<CancellationToken, ValueTask<string?>>? body = null, CancellationToken cancellationToken = default) =>
        (method ?? Entries()).InvokeAsync(
            client ?? Store,
            new BatchKey(_name, id),
            (self: this, id, body),
            static (s, ct) =>
            {
                s.self._runs.Enqueue("one " + s.id);
                return s.body is null ? new(s.id) : s.body(ct);
            },
            cancellationToken);

    private static Dictionary<string, string?> Named(IEnumerable<string> ids) => ids.ToDictionary(static id => id, static string? (id) => id);

    private static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(static i => $"{i}")];

    /// <summary>A key as the generator writes it for one item.</summary>
    public readonly struct BatchKey(string name, string id) : IKvKey
    {
        /// <inheritdoc/>
        public void WriteKey(ref KeyWriter writer)
        {
            writer.AppendLiteral("batch:"u8);
            writer.Append(name);
            writer.AppendLiteral(":"u8);
            writer.Append(id);
        }
    }
}
