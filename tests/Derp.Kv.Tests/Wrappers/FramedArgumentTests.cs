using System.Net;
using System.Text;

namespace Derp.Kv.Tests.Wrappers;

/// <summary>K6: tuples, records, structs and plain classes in keys, member by member.</summary>
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

    // K6: a class whose whole state is public auto-properties, those of its base first.
    [Fact]
    public async Task K6_A_plain_class_is_framed_member_by_member()
    {
        Assert.Equal("page:(eu,2,20,%n,[a,],)", await KeyOfAsync(() => _echo.PageAsync(new Page { Region = "eu", Number = 2, Size = 20, Tags = ["a"] })));
        Assert.Equal("page:%n", await KeyOfAsync(() => _echo.PageAsync(null)));
        Assert.NotEqual(await KeyOfAsync(() => _echo.PageAsync(new Page { Number = 1 })), await KeyOfAsync(() => _echo.PageAsync(new Page { Number = 2 })));
    }

    [Fact]
    public async Task K6_An_argument_of_a_class_derived_from_a_plain_one_is_refused()
    {
        var exception = await Assert.ThrowsAsync<ArgumentException>(() => _echo.PageAsync(new LargePage { Region = "secret", Floor = 3 }));

        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    // The record: both Ids belong in the key.
    [Fact]
    public async Task K6_A_member_that_hides_another_stands_beside_it()
    {
        Assert.Equal("hiding:(1,1,)", await KeyOfAsync(() => _echo.HidingAsync(new Derived(1))));
        Assert.Equal("hiding:(1,2,)", await KeyOfAsync(() => _echo.HidingAsync(new Derived(1) { Id = 2 })));
        Assert.Equal("overriding:(2,)", await KeyOfAsync(() => _echo.OverridingAsync(new Overriding { Id = 2 })));
    }

    [Fact]
    public async Task K6_Addresses_and_networks_have_a_text()
    {
        Assert.Equal("net:192.168.0.1:10.0.0.0_8:(2001-db8-0-0-0-0-0-1,)", await KeyOfAsync(() => _echo.NetAsync(IPAddress.Parse("192.168.0.1"), IPNetwork.Parse("10.0.0.0/8"), new Client(IPAddress.Parse("2001:db8::1")))));
        Assert.Equal("net:%n:0.0.0.0_0:(%n,)", await KeyOfAsync(() => _echo.NetAsync(null, default, new Client(null))));
    }

    public ValueTask DisposeAsync() => _kv.DisposeAsync();

    internal class Request
    {
        public string? Region { get; init; }
    }

    internal class Page : Request
    {
        public int Number { get; set; }

        public int Size { get; set; }

        public DateOnly? Since { get; private set; }

        public IReadOnlyList<string> Tags { get; init; } = [];

        public int Skip => Number * Size;
    }

    internal sealed class LargePage : Page
    {
        public int Floor { get; init; }
    }

    internal record Base(int Id);

    internal sealed record Derived(int Id) : Base(Id)
    {
        public new int Id { get; init; } = Id;
    }

    internal class Overridden
    {
        public virtual int Id { get; set; }
    }

    internal sealed class Overriding : Overridden
    {
        public override int Id { get; set; }
    }

    internal sealed record Client(IPAddress? Address);

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

        [Cached("page:{value}", Ttl = "1m")]
        private Task<string> PageCoreAsync(Page? value) => Task.FromResult(value + _none);

        [Cached("hiding:{value}", Ttl = "1m")]
        private Task<string> HidingCoreAsync(Derived value) => Task.FromResult(value + _none);

        [Cached("overriding:{value}", Ttl = "1m")]
        private Task<string> OverridingCoreAsync(Overriding value) => Task.FromResult(value + _none);

        [Cached("net:{address}:{network}:{client}", Ttl = "1m")]
        private Task<string> NetCoreAsync(IPAddress? address, IPNetwork network, Client client) => Task.FromResult($"{address}{network}{client}{_none}");

        [Cached("wide:{number}:{uri}:{version}:{half}", Ttl = "1m")]
        private Task<string> WideCoreAsync(Int128 number, Uri uri, Version version, Half half) => Task.FromResult($"{number}{uri}{version}{half}{_none}");
    }
}
