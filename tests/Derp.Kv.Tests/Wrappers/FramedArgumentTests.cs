using System.Text;

namespace Derp.Kv.Tests.Wrappers;

/// <summary>K6: tuples, records and structs in keys, member by member.</summary>
public sealed partial class FramedArgumentTests : IAsyncDisposable
{
    private readonly MemoryKvClient _kv = new();
    private readonly Echo _echo;

    public FramedArgumentTests() => _echo = new Echo(_kv);

    private async Task<string> KeyOfAsync(Func<Task> call)
    {
        await call();
        await foreach (var key in _kv.ScanAsync())
        {
            await _kv.DeleteAsync(key);
            return Encoding.UTF8.GetString(key);
        }

        throw new InvalidOperationException("Nothing was cached.");
    }

    [Fact]
    public async Task K6_Each_shape_has_its_text()
    {
        Assert.Equal("tuple:(1,a%2Cb,)", await KeyOfAsync(() => _echo.TupleAsync((1, "a,b"))));
        Assert.Equal("tuple:(1,%n,)", await KeyOfAsync(() => _echo.TupleAsync((1, null))));
        Assert.Equal("record:(Main%20St.,(52,Berlin,),)", await KeyOfAsync(() => _echo.RecordAsync(new Address("Main St.", new City(52, "Berlin")))));
        Assert.Equal("record:%n", await KeyOfAsync(() => _echo.RecordAsync(null)));
        Assert.Equal("struct:(3,-4,)", await KeyOfAsync(() => _echo.StructAsync(new Point { X = 3, Y = -4 })));
        Assert.Equal("struct?:%n", await KeyOfAsync(() => _echo.MaybeStructAsync(null)));
        Assert.Equal("struct?:(0,0,)", await KeyOfAsync(() => _echo.MaybeStructAsync(default(Point))));
        Assert.Equal("list:[(1,a,),(2,b,),]", await KeyOfAsync(() => _echo.ListAsync([(1, "a"), (2, "b")])));
        Assert.Equal("wide:170141183460469231731687303715884105727:https%3A%2F%2Fa.b:1.2:1.5", await KeyOfAsync(() => _echo.WideAsync(Int128.MaxValue, new Uri("https://a.b"), new Version(1, 2), (Half)1.5)));
    }

    [Fact]
    public async Task K1_Neighbouring_members_do_not_run_together()
    {
        var keys = new HashSet<string>();
        foreach (var (a, b) in new[] { ("a", "b,c"), ("a,b", "c"), ("a", "b),c"), ("", "abc"), ("abc", "") })
            Assert.True(keys.Add(await KeyOfAsync(() => _echo.PairAsync(Tuple.Create(a, b)))));
    }

    [Fact]
    public async Task K6_An_argument_of_a_derived_type_is_refused()
    {
        var exception = await Assert.ThrowsAsync<ArgumentException>(() => _echo.RecordAsync(new Flat("secret", new City(1, "x"), 3)));

        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _kv.DisposeAsync();

    internal record Address(string Street, City City)
    {
        public string Line => $"{Street}, {City.Name}";
    }

    internal sealed record Flat(string Street, City City, int Floor) : Address(Street, City);

    internal sealed record City(int Id, string Name);

    internal struct Point
    {
        public int X;

        public int Y { get; set; }
    }

    private sealed partial class Echo(KvClient kv)
    {
        private readonly string _none = "";

        [Cached("tuple:{value}", Ttl = "1m")]
        private Task<string> TupleCoreAsync((int Id, string? Name) value) => Task.FromResult(value + _none);

        [Cached("record:{value}", Ttl = "1m")]
        private Task<string> RecordCoreAsync(Address? value) => Task.FromResult(value + _none);

        [Cached("struct:{value}", Ttl = "1m")]
        private Task<string> StructCoreAsync(Point value) => Task.FromResult(value + _none);

        [Cached("struct?:{value}", Ttl = "1m")]
        private Task<string> MaybeStructCoreAsync(Point? value) => Task.FromResult(value + _none);

        [Cached("list:{value}", Ttl = "1m")]
        private Task<string> ListCoreAsync(IReadOnlyList<(int, string)> value) => Task.FromResult(value + _none);

        [Cached("pair:{value}", Ttl = "1m")]
        private Task<string> PairCoreAsync(Tuple<string, string> value) => Task.FromResult(value + _none);

        [Cached("wide:{number}:{uri}:{version}:{half}", Ttl = "1m")]
        private Task<string> WideCoreAsync(Int128 number, Uri uri, Version version, Half half) => Task.FromResult($"{number}{uri}{version}{half}{_none}");
    }
}
