using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Batches;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Keys;

namespace Derp.Kv.Runtime;

/// <summary>What a <c>[Cached]</c> wrapper with an <see cref="EachAttribute"/> parameter calls: one static descriptor per method.</summary>
/// <typeparam name="TKey">The generated key of one item.</typeparam>
/// <typeparam name="TId">The item.</typeparam>
/// <typeparam name="TValue">The value of one item.</typeparam>
public sealed partial class CachedBatchMethod<TKey, TId, TValue>
    where TKey : struct, IKvKey
    where TId : notnull
{
    private readonly string _name;
    private readonly CachedEntries<TKey, TValue> _entries;
    private readonly int _maxBatch;
    private readonly Func<KvClient, GuardPolicy> _policy;

    /// <summary>Creates the descriptor.</summary>
    /// <param name="name">The wrapper's full name; it appears in logs and metrics.</param>
    /// <param name="entries">The values: those of the method that it shares them with, or its own.</param>
    /// <param name="maxBatch">The largest number of items of one run: 1 or more.</param>
    /// <exception cref="ArgumentException"><paramref name="entries"/> are kept past their lifetime: a batch does not ask in what part of their lives values are.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBatch"/> is less than 1.</exception>
    public CachedBatchMethod(string name, CachedEntries<TKey, TValue> entries, int maxBatch = 1000)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatch, 1);
        if (entries.IsKeptForErrors)
            throw new ArgumentException($"{name} shares entries with {entries.Name}, which has StaleIfError: a batch cannot tell which of them are past their lifetime.", nameof(entries));
        (_name, _entries, _maxBatch) = (name, entries, maxBatch);
        _policy = client => entries.PolicyFor(client) with { Method = name };
    }

    /// <summary>
    /// Returns the values of all items that have one, by item. A body runs with the items that have none. One round trip if all have
    /// one; else one more for the leases, and one to store what each body returns.
    /// </summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="items">The items; equal ones count once. None: no round trip.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="key">The key of one item.</param>
    /// <param name="body">The annotated method, with the items to compute.</param>
    /// <param name="tags">Adds the tags of one item. Null: there are none.</param>
    /// <param name="cancellationToken">The caller's own; the body's is cancelled when every caller of every item has cancelled.</param>
    /// <exception cref="ArgumentException">An item is null.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null, or the body returned null.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    /// <exception cref="TimeoutException">A body has run for 10 × <c>LockTtl</c>.</exception>
    public ValueTask<Dictionary<TId, TValue>> InvokeAsync<TState>(
        KvClient client,
        IEnumerable<TId> items,
        TState state,
        Func<TState, TId, TKey> key,
        Func<TState, TId[], CancellationToken, ValueTask<IReadOnlyDictionary<TId, TValue>>> body,
        Action<TState, TId, CallTags>? tags,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        RequireNulls();
        var call = new BatchCall<(string Name, TState State, Func<TState, TId[], CancellationToken, ValueTask<IReadOnlyDictionary<TId, TValue>>> Body), TId, TValue>(
            _name,
            _maxBatch,
            _policy,
            (_name, state, body),
            static async (s, ids, ct) =>
            {
                var values = await s.Body(s.State, ids, ct).ConfigureAwait(false) ?? throw ReturnedNull(s.Name);
                return new(Array.ConvertAll(ids, id => values.TryGetValue(id, out var value) ? value : default!));
            });
        return FindAsync(client, items, call, state, key, tags, cancellationToken);
    }

    /// <summary>
    /// Returns the value of each item, in the order of the items. A body runs with the items that have none. One round trip if all have
    /// one; else one more for the leases, and one to store what each body returns.
    /// </summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="items">The items; each has one place in the result. None: no round trip.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="key">The key of one item.</param>
    /// <param name="body">The annotated method, with the items to compute; it returns one value for each of them, in their order.</param>
    /// <param name="tags">Adds the tags of one item. Null: there are none.</param>
    /// <param name="cancellationToken">The caller's own; the body's is cancelled when every caller of every item has cancelled.</param>
    /// <exception cref="ArgumentException">An item is null.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null, or the body returned null or another number of values.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    /// <exception cref="TimeoutException">A body has run for 10 × <c>LockTtl</c>.</exception>
    public ValueTask<TValue[]> InvokeAlignedAsync<TState>(
        KvClient client,
        IEnumerable<TId> items,
        TState state,
        Func<TState, TId, TKey> key,
        Func<TState, TId[], CancellationToken, ValueTask<IReadOnlyList<TValue>>> body,
        Action<TState, TId, CallTags>? tags,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        var call = new BatchCall<(string Name, TState State, Func<TState, TId[], CancellationToken, ValueTask<IReadOnlyList<TValue>>> Body), TId, TValue>(
            _name,
            _maxBatch,
            _policy,
            (_name, state, body),
            static async (s, ids, ct) =>
            {
                var values = await s.Body(s.State, ids, ct).ConfigureAwait(false) ?? throw ReturnedNull(s.Name);
                return new([.. Checked(s.Name, values, ids.Length)]);
            });
        return AlignAsync(client, items, call, state, key, tags, cancellationToken);
    }

    /// <summary>Deletes the cached values of the items; the results of runs that are under way are not stored. One round trip for 256 items.</summary>
    /// <typeparam name="TState">What the key needs.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="items">The items; equal ones count once.</param>
    /// <param name="state">What the key needs.</param>
    /// <param name="key">The key of one item.</param>
    /// <param name="cancellationToken">Ends the wait; the values may be deleted all the same.</param>
    /// <returns>How many values there were.</returns>
    /// <exception cref="ArgumentException">An item is null.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    /// <exception cref="KvException">The store failed or refused a command; other values may have been deleted.</exception>
    public async ValueTask<long> InvalidateManyAsync<TState>(KvClient client, IEnumerable<TId> items, TState state, Func<TState, TId, TKey> key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        var keys = new HashSet<byte[]>(ByteArrayComparer.Instance);
        foreach (var id in new Items(this, client, items).All())
            keys.Add(_entries.Written(client, key(state, id)));

        var deleted = 0L;
        foreach (var chunk in keys.Chunk(KvClient.KeysPerCommand))
        {
            var answers = await Task.WhenAll(Array.ConvertAll(chunk, written => client.InvalidateAsync(written, cancellationToken).AsTask())).ConfigureAwait(false);
            deleted += answers.LongCount(static wasThere => wasThere);
        }

        return deleted;
    }

    private async ValueTask<Dictionary<TId, TValue>> FindAsync<TState, TCall>(
        KvClient client,
        IEnumerable<TId> items,
        BatchCall<TCall, TId, TValue> call,
        TState state,
        Func<TState, TId, TKey> key,
        Action<TState, TId, CallTags>? tags,
        CancellationToken cancellationToken)
    {
        var distinct = await RunAsync(client, new Items(this, client, items), call, state, key, tags, cancellationToken).ConfigureAwait(false);

        var found = new Dictionary<TId, TValue>(distinct.Count);
        foreach (var item in distinct)
        {
            if (item.Value is not null)
                found[item.Id] = item.Value;
        }

        return found;
    }

    private async ValueTask<TValue[]> AlignAsync<TState, TCall>(
        KvClient client,
        IEnumerable<TId> items,
        BatchCall<TCall, TId, TValue> call,
        TState state,
        Func<TState, TId, TKey> key,
        Action<TState, TId, CallTags>? tags,
        CancellationToken cancellationToken)
    {
        var places = new List<int>();
        var distinct = await RunAsync(client, new Items(this, client, items) { Places = places }, call, state, key, tags, cancellationToken).ConfigureAwait(false);
        var values = new TValue[places.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = distinct[places[i]].Value!;
        return values;
    }

    private async ValueTask<List<BatchItem<TId, TValue>>> RunAsync<TState, TCall>(
        KvClient client,
        Items items,
        BatchCall<TCall, TId, TValue> call,
        TState state,
        Func<TState, TId, TKey> key,
        Action<TState, TId, CallTags>? tags,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        var distinct = items.Distinct(state, key, tags, out var missing);
        if (items.AreCached)
        {
            if (missing.Count > 0)
                await client.BatchAsync(call, missing, cancellationToken).ConfigureAwait(false);
            return distinct;
        }

        foreach (var chunk in missing.Chunk(_maxBatch))
        {
            var values = (await call.Body(call.State, Array.ConvertAll(chunk, static item => item.Id), cancellationToken).ConfigureAwait(false)).Values;
            for (var i = 0; i < chunk.Length; i++)
                chunk[i].Value = values[i];
        }

        return distinct;
    }

    private static IReadOnlyList<T> Checked<T>(string name, IReadOnlyList<T> values, int count) => values.Count == count
        ? values
        : throw new InvalidOperationException($"The body of {name} returned {values.Count} values for {count} items. Return one value for each item, in their order.");

    private void RequireNulls()
    {
        if (default(TValue) is not null)
            throw new InvalidOperationException($"{_name} returns a dictionary, so its entries must have a null for what is absent: {typeof(TValue)} has none.");
    }

    private static InvalidOperationException ReturnedNull(string name) => new($"The body of {name} returned null where the values of its items are expected.");

    // The caller's items: none may be null, and those with equal keys are one.
    private sealed class Items(CachedBatchMethod<TKey, TId, TValue> method, KvClient client, IEnumerable<TId> items)
    {
        /// <summary>Whether the store is asked: one answer for the whole call.</summary>
        public bool AreCached { get; private set; }

        /// <summary>Takes the index of each item in the distinct ones.</summary>
        public List<int>? Places { get; init; }

        public IEnumerable<TId> All()
        {
            MissingClient.ThrowIfNull(client, method._name);
            ArgumentNullException.ThrowIfNull(items);
            return Checked();

            IEnumerable<TId> Checked()
            {
                foreach (var id in items)
                    yield return id is null ? throw new ArgumentException($"An item of {method._name} is null.", nameof(items)) : id;
            }
        }

        /// <summary>The items in the order in which they come first.</summary>
        /// <param name="state">What the key needs.</param>
        /// <param name="key">The key of one item.</param>
        /// <param name="tags">Adds the tags of one item.</param>
        /// <param name="missing">Those that memory does not answer.</param>
        public List<BatchItem<TId, TValue>> Distinct<TState>(TState state, Func<TState, TId, TKey> key, Action<TState, TId, CallTags>? tags, out List<BatchItem<TId, TValue>> missing)
        {
            var all = All();
            AreCached = method._entries.IsCached(client);

            // Sized at once if that is possible: grown in steps, these would allocate more than the keys do.
            var count = items.TryGetNonEnumeratedCount(out var most) ? most : 0;
            var distinct = new List<BatchItem<TId, TValue>>(count);
            var known = new Dictionary<byte[], int>(count, ByteArrayComparer.Instance);
            Places?.EnsureCapacity(count);
            foreach (var id in all)
            {
                var itemKey = key(state, id);
                var written = method._entries.Written(client, itemKey);
                var place = distinct.Count;
                if (known.TryAdd(written, place))
                    distinct.Add(Open(state, id, itemKey, written, tags));
                else
                    place = known[written];
                Places?.Add(place);
            }

            missing = distinct.Exists(static item => item.IsHit) ? distinct.FindAll(static item => !item.IsHit) : distinct;
            return distinct;
        }

        private BatchItem<TId, TValue> Open<TState>(TState state, TId id, in TKey key, byte[] written, Action<TState, TId, CallTags>? tags)
        {
            var entries = method._entries;
            if (client.Near is { IsServing: true } near && entries.TryFindNear(near, key, written, out var value))
                return BatchItem<TId, TValue>.Answered(id, written, value);

            var stamps = StampsOf(state, id, tags);
            if (client.Near is { IsHeldBack: true } rest && !client.Withheld.IsDeferredHere(written, stamps) && entries.TryFindNear(rest, key, written, out value))
                return BatchItem<TId, TValue>.Answered(id, written, value);

            return new(id, written, AreCached ? entries.CodecFor(client, key, written, stamps) : null!);
        }

        private TagStamps? StampsOf<TState>(TState state, TId id, Action<TState, TId, CallTags>? tags)
        {
            if (tags is null)
                return null;
            var call = new CallTags(client);
            tags(state, id, call);
            return call.ToStamps();
        }
    }
}
