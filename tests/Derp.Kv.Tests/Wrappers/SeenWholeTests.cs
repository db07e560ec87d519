using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Tests.Wrappers;

/// <summary>K11 and I29 through generated wrappers.</summary>
public sealed partial class SeenWholeTests : IAsyncDisposable
{
    private readonly FakeLogCollector _logs = new();
    private readonly MemoryKvClient _kv;
    private readonly Shop _shop;

    public SeenWholeTests()
    {
        _kv = new MemoryKvClient(new KvClientOptions
        {
            VerifyRoundTrips = true,
            LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(_logs)).SetMinimumLevel(LogLevel.Trace)),
        });
        _shop = new Shop(_kv);
    }

    [Fact]
    public async Task K11_What_comes_back_whole_is_no_event()
    {
        var order = new Order(
            7,
            "a😀",
            1.50m,
            double.NaN,
            DateTime.UnixEpoch.ToLocalTime(),
            new Uri("/a", UriKind.Relative),
            ["x"],
            new HashSet<int>(Enumerable.Range(0, 200)),
            Enumerable.Range(0, 200).ToDictionary(static i => i, static i => (string?)$"{i}"),
            [new Line(1, null), new Line(2, new Line(3, null))],
            (1, "two"),
            DayOfWeek.Friday);

        await _shop.GetAsync(order, 1);
        await _shop.PayAsync("a", order);

        Assert.Empty(_logs.GetSnapshot());
    }

    [Fact]
    public async Task K11_A_class_derived_from_a_list_is_returned_whole()
    {
        var basket = new Basket { 1 };

        Assert.Same(basket, await _shop.ListAsync(basket, 1));
        Assert.Equal(16, Assert.Single(_logs.GetSnapshot(), static record => record.Level > LogLevel.Debug).Id.Id);
    }

    [Fact]
    public async Task I29_Sets_and_maps_in_arguments_count_by_what_is_in_them()
    {
        var first = new Selection(["a", "b"], new() { [1] = -0.0, [2] = 1 });
        var again = new Selection(["b", "a"], new() { [2] = 1, [1] = 0.0 });

        Assert.Equal(1, await _shop.SelectAsync("key", first));
        Assert.Equal(1, await _shop.SelectAsync("key", again));
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => _shop.SelectAsync("key", again with { Tags = ["b"] }));
    }

    [Fact]
    public async Task I29_K4_Half_a_surrogate_pair_in_an_argument_is_told_apart()
    {
        Assert.Equal(1, await _shop.NoteAsync("key", "\ud800"));
        Assert.Equal(1, await _shop.NoteAsync("key", "\ud800"));
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => _shop.NoteAsync("key", "\ufffd"));
    }

    public ValueTask DisposeAsync() => _kv.DisposeAsync();

    internal sealed record Line(int Id, Line? Next);

    internal sealed record Order(
        int Id,
        string Name,
        decimal Price,
        double Weight,
        DateTime At,
        Uri Place,
        IReadOnlyList<string> Tags,
        HashSet<int> Numbers,
        Dictionary<int, string?> Texts,
        ImmutableArray<Line> Lines,
        (int, string) Pair,
        DayOfWeek? Day);

    internal sealed record Selection(HashSet<string> Tags, Dictionary<int, double> Weights);

    internal sealed class Basket : List<int>;

    internal sealed partial class Shop(KvClient kv)
    {
        private int _runs;

        [Cached("whole:order:{id}", Ttl = "1m")]
        private Task<Order> GetCoreAsync([NotKey] Order order, int id) => Task.FromResult(_runs + id > 0 ? order : order with { Id = id });

        [Cached("whole:list:{id}", Ttl = "1m")]
        private Task<List<int>> ListCoreAsync([NotKey] List<int> list, int id) => Task.FromResult(_runs + id > 0 ? list : []);

        [Idempotent("whole:pay:{key}", Ttl = "1h")]
        private Task<Order> PayCoreAsync(string key, Order order) => Task.FromResult(++_runs > 0 ? order : order with { Name = key });

        [Idempotent("whole:select:{key}", Ttl = "1h")]
        private Task<int> SelectCoreAsync(string key, Selection selection) => Task.FromResult(++_runs);

        [Idempotent("whole:note:{key}", Ttl = "1h")]
        private Task<int> NoteCoreAsync(string key, string text) => Task.FromResult(++_runs);
    }
}
