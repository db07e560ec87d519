using System.Text;
using Derp.Kv.Conformance;

namespace Derp.Kv.Tests.Wrappers;

/// <summary>What generated wrappers do when they run.</summary>
public sealed partial class WrapperTests : IAsyncDisposable
{
    private readonly MemoryKvClient _kv = new();

    [Fact]
    public async Task K2_Closed_type_arguments_keep_results_apart()
    {
        var (numbers, texts) = (new Store<int>(_kv), new Store<string>(_kv));

        Assert.Equal("Int32 of 1", await numbers.DescribeAsync(1));
        Assert.Equal("String of 1", await texts.DescribeAsync(1));
        Assert.Equal("Int32 of 1", await numbers.DescribeAsync(1));
    }

    [Fact]
    public async Task K1_Arguments_that_look_alike_have_results_of_their_own()
    {
        var echo = new Echo(_kv);
        (string?, string?)[] pairs = [("a", "b:c"), ("a:b", "c"), (null, ""), ("", null), ("null", ""), ("%n", "")];

        foreach (var (x, y) in pairs)
            Assert.Equal($"[{x ?? "∅"}][{y ?? "∅"}]", await echo.PairAsync(x, y));
    }

    [Fact]
    public async Task A_wrapper_of_a_method_without_a_template_takes_all_arguments()
    {
        var echo = new Echo(_kv);

        Assert.Equal("1,2", await echo.JoinAsync([1, 2], default));
        Assert.Equal("12", await echo.JoinAsync([12], default));
        Assert.Equal("", await echo.JoinAsync([], default));
        Assert.Equal("∅", await echo.JoinAsync(null, default));
        Assert.Equal("1,2 Friday", await echo.JoinAsync([1, 2], DayOfWeek.Friday));
    }

    [Fact]
    public async Task K7_A_token_and_what_is_marked_NotKey_are_not_in_the_key()
    {
        var echo = new Echo(_kv);
        using var source = new CancellationTokenSource();

        await echo.ViaAsync("y", "first", source.Token);
        Assert.True(await _kv.ExistsAsync("via:y"u8.ToArray()));

        Assert.Equal("x via first", await echo.ViaAsync("x", "first"));
        Assert.Equal("x via first", await echo.ViaAsync("x", "second"));
    }

    [Fact]
    public async Task A_struct_and_a_static_class_can_have_bodies()
    {
        Statics.Kv = _kv;

        Assert.Equal(7, await new Point(_kv, 3, 4).SumAsync(0));
        Assert.Equal("static", await Statics.NameAsync());
    }

    [Fact]
    public async Task A_body_without_a_result_runs_once()
    {
        var mails = new Mails(_kv);

        await mails.SendAsync("welcome-1", "ann@example.org");
        await mails.SendAsync("welcome-1", "ann@example.org");

        Assert.Equal(1, mails.Sent);
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => mails.SendAsync("welcome-1", "bob@example.org").AsTask());
    }

    [Fact]
    public async Task A_custom_serializer_writes_its_own_bytes_and_never_sees_null()
    {
        var custom = new Custom(_kv);

        Assert.Equal(5, await custom.AgeAsync("ann"));
        Assert.Null(await custom.AgeAsync("nobody"));
        Assert.Null(await custom.AgeAsync("nobody"));

        Assert.EndsWith("five", Encoding.UTF8.GetString((await _kv.GetAsync("age:ann"u8.ToArray()))!), StringComparison.Ordinal);
        Assert.Equal(2, custom.Runs);
    }

    [Fact]
    public async Task K8_A_template_can_set_a_hash_tag()
    {
        await new Echo(_kv).TaggedAsync("a{}b");

        Assert.True(await _kv.ExistsAsync("tag:{a%7B%7Db}"u8.ToArray()));
    }

    public ValueTask DisposeAsync() => _kv.DisposeAsync();

    private sealed partial class Store<T>(KvClient kv)
    {
        private readonly string _name = typeof(T).Name;

        [Cached("describe:{id}", Ttl = "1m")]
        private Task<string> DescribeCoreAsync(int id) => Task.FromResult($"{_name} of {id}");
    }

    private sealed partial class Echo(KvClient kv)
    {
        private const string Nothing = "∅";

        private readonly string _separator = ",";

        [Cached("pair:{x}:{y}", Ttl = "1m")]
        private ValueTask<string> PairCoreAsync(string? x, string? y) => new($"[{x ?? Nothing}][{y ?? Nothing}]{_separator[1..]}");

        [Cached(Ttl = "1m")]
        private Task<string> JoinCoreAsync(int[]? items, DayOfWeek? day) =>
            Task.FromResult((items is null ? Nothing : string.Join(_separator, items)) + (day is null ? "" : $" {day}"));

        [Cached("via:{text}", Ttl = "1m")]
        private Task<string> ViaCoreAsync(string text, [NotKey] string way, CancellationToken ct = default) => Task.FromResult($"{text} via {way}{_separator[1..]}");

        [Cached("tag:{{{name}}}", Ttl = "1m")]
        private Task<string> TaggedCoreAsync(string name) => Task.FromResult(name + _separator);
    }

    private readonly partial record struct Point(KvClient Kv, int X, int Y)
    {
        [Cached("sum:{X}:{Y}:{offset}", Ttl = "1m")]
        private Task<int> SumCoreAsync(int offset) => Task.FromResult(X + Y + offset);
    }

    private static partial class Statics
    {
        public static KvClient Kv { get; set; } = null!;

        [Cached("static", Ttl = "1m")]
        private static Task<string> NameCoreAsync() => Task.FromResult("static");
    }

    private sealed partial class Mails(KvClient kv)
    {
        public int Sent { get; private set; }

        [Idempotent("mail:{id}", Ttl = "1h")]
        private ValueTask SendCoreAsync(string id, string to)
        {
            Sent++;
            return default;
        }
    }

    private sealed partial class Custom(KvClient kv)
    {
        public int Runs { get; private set; }

        [Cached("age:{name}", Ttl = "1m", Serializer = typeof(WordSerializer))]
        private Task<int?> AgeCoreAsync(string name)
        {
            Runs++;
            return Task.FromResult<int?>(name == "nobody" ? null : 5);
        }
    }

    internal sealed class WordSerializer : IKvSerializer<int>
    {
        public void Serialize(System.Buffers.IBufferWriter<byte> writer, int value) => Encoding.UTF8.GetBytes(value == 5 ? "five" : "other", writer);

        public int Deserialize(ReadOnlyMemory<byte> bytes) => bytes.Span.SequenceEqual("five"u8) ? 5 : throw new FormatException();
    }
}
