namespace Shop.Values;

public enum Level : byte { Low = 1, High = 200 }

public sealed class Node
{
    public required string Name { get; init; }
    public Node? Next { get; set; }
    public Dictionary<Level, HashSet<DateOnly>>? Days { get; set; }
    public ImmutableData Data { get; init; }
}

public readonly struct ImmutableData(int x, int? y)
{
    public int X { get; } = x;
    public int? Y { get; } = y;
}

public sealed partial class Graph
{
    private readonly KvClient _kv = new MemoryKvClient();

    [Cached("node:{level}:{at:yyyy-MM-dd}", Ttl = "5m")]
    private Task<Node?> NodeCoreAsync(Level level, DateTime at) => Task.FromResult<Node?>(null);

    [Cached(Ttl = "5m")]
    private Task<(Int128 A, Half B, TimeSpan? C)> WideCoreAsync(
        string a, DayOfWeek? maybe, Guid g, DateTimeOffset o, TimeOnly y, decimal m, double n, float f, char c, bool b, nuint u, ulong l) =>
        Task.FromResult<(Int128, Half, TimeSpan?)>(default);
}
