using Derp.Kv.Tool.Connecting;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Commands;

/// <summary>Sums by kind, and the few keys worth a line. Its memory does not grow with the number of keys.</summary>
internal sealed class Tally(int lines)
{
    private readonly SortedDictionary<KeyKind, Sum> _kinds = [];
    private readonly PriorityQueue<KeyFacts, long> _largest = new();
    private readonly PriorityQueue<KeyFacts, long> _endless = new();

    /// <param name="facts">A key.</param>
    /// <param name="memory">That it takes; null: the server does not say, and the size of key and value stands for it.</param>
    public void Add(KeyFacts facts, long? memory)
    {
        var bytes = memory ?? facts.Name.Bytes.Length + facts.Size;
        if (!_kinds.TryGetValue(facts.Kind, out var sum))
            _kinds[facts.Kind] = sum = new Sum();
        sum.Keys++;
        sum.Bytes += bytes;
        sum.Largest = Math.Max(sum.Largest, bytes);
        Keep(_largest, facts, bytes);
        if (facts.Expiry.Left is not null)
            return;
        sum.Endless++;
        Keep(_endless, facts, bytes);
    }

    public IEnumerable<Row> Kinds() => _kinds.Select(static pair => new Row
    {
        { "kind", KeysCommand.WordOf(pair.Key) },
        { "keys", pair.Value.Keys },
        { "memory", new ByteCount(pair.Value.Bytes) },
        { "largest", new ByteCount(pair.Value.Largest) },
        { "endless", pair.Value.Endless },
    });

    public IEnumerable<Row> Keys() => RowsOf(_largest, "largest").Concat(RowsOf(_endless, "never expires"));

    private void Keep(PriorityQueue<KeyFacts, long> queue, KeyFacts facts, long bytes)
    {
        queue.Enqueue(facts, bytes);
        if (queue.Count > lines)
            queue.Dequeue();
    }

    private static List<Row> RowsOf(PriorityQueue<KeyFacts, long> queue, string why)
    {
        var rows = new List<Row>();
        while (queue.TryDequeue(out var facts, out var bytes))
        {
            rows.Add(new Row
            {
                { "why", why },
                { "key", KeyText.Of(facts.Name.Bytes) },
                { "kind", KeysCommand.WordOf(facts.Kind) },
                { "memory", new ByteCount(bytes) },
                { "expiresIn", facts.Expiry },
            });
        }

        rows.Reverse();
        return rows;
    }

    private sealed class Sum
    {
        public long Keys { get; set; }

        public long Bytes { get; set; }

        public long Largest { get; set; }

        public long Endless { get; set; }
    }
}
