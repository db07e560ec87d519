using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Derp.Kv.Runtime.RoundTrips;
using MessagePack;

namespace Derp.Kv.Tests.Runtime.RoundTrips;

/// <summary>What counts as a difference between a result and what its bytes give, and by which name it is told.</summary>
public class ValueComparisonTests
{
    private const string Prefix = "Derp.Kv.Tests.Runtime.RoundTrips.ValueComparisonTests";

    [Fact]
    public void Fields_are_told_by_the_type_that_declares_them()
    {
        Differs(new Derived(1, 2, 3), new Derived(9, 2, 3), "Base._hidden");
        Differs(new Derived(1, 2, 3), new Derived(1, 9, 3), "Derived.Shown");
        Differs(new Derived(1, 2, 3), new Derived(1, 2, 9), "Derived.captured");
        Differs(new Holder(new Derived(1, 2, 3)), new Holder(new Derived(9, 2, 3)), "Base._hidden");
        Differs(new Holder(null), new Holder(new Derived(1, 2, 3)), "Holder.Value");
        Differs(new Holder(1), new Holder("1"), "Holder.Value");
        Assert.Equal([$"{Prefix}.Base._hidden", $"{Prefix}.Derived.Shown"], ValueComparison.Differences(new Derived(1, 2, 3), new Derived(8, 9, 3)));
    }

    [Fact]
    public void Plain_values_are_the_same_only_if_no_one_could_tell_them_apart()
    {
        Same(double.NaN, BitConverter.UInt64BitsToDouble(0x7ff8_0000_0000_0001));
        Same(1.50m, 1.50m);
        Same(new Uri("/a", UriKind.Relative), new Uri("/a", UriKind.Relative));
        Same(IPAddress.Loopback, IPAddress.Parse("127.0.0.1"));
        Differs(new Holder(0.0), new Holder(-0.0), "Holder.Value");
        Differs(new Holder(1.50m), new Holder(1.5m), "Holder.Value");
        Differs(new Holder(new DateTime(1, DateTimeKind.Utc)), new Holder(new DateTime(1, DateTimeKind.Local)), "Holder.Value");
        Differs(new Holder(new DateTimeOffset(2024, 1, 1, 12, 0, 0, TimeSpan.Zero)), new Holder(new DateTimeOffset(2024, 1, 1, 14, 0, 0, TimeSpan.FromHours(2))), "Holder.Value");
        Differs(new Holder(new Uri("/a", UriKind.Relative)), new Holder(new Uri("file:///a")), "Holder.Value");
        Differs(new Holder(IPAddress.Loopback), new Holder(IPAddress.Any), "Holder.Value");
        Differs(new Holder("a\ud800"), new Holder("a\ufffd"), "Holder.Value");
        Differs(new Holder(DayOfWeek.Friday), new Holder(DayOfWeek.Monday), "Holder.Value");
    }

    [Fact]
    public void Collections_are_compared_by_what_is_in_them()
    {
        Same(new Holder(new List<int> { 1, 2 }), new Holder(new List<int>(9) { 1, 2 }));
        Same<IReadOnlyList<int>>([1, 2], new List<int> { 1, 2 });
        Same(new Dictionary<string, List<int>> { ["a"] = [1], ["b"] = [] }, new Dictionary<string, List<int>> { ["b"] = [], ["a"] = [1] });
        Same<IReadOnlyDictionary<string, int>>(new SortedDictionary<string, int> { ["a"] = 1 }, new Dictionary<string, int> { ["a"] = 1 });
        Same(new HashSet<int> { 1, 2 }, new HashSet<int> { 2, 1 });
        Same(new ConcurrentBag<int> { 1, 2 }, new ConcurrentBag<int> { 2, 1 });
        Same(ArrayOf("a").ToLookup(static w => w), ArrayOf("a").ToLookup(static w => w));
        Same(default(ImmutableArray<int>), default);
        Same(new BitArray(3), new BitArray(3));
        Same(ArrayOf(1, 2, 3).AsMemory(1), ArrayOf(2, 3).AsMemory());
        Same((1, Tuple.Create("a", new List<int> { 1 })), (1, Tuple.Create("a", new List<int> { 1 })));
        Same(new Stack<Key>([new(1), new(2)]), new Stack<Key>([new(1), new(2)]));
        Same(new Dictionary<Key, int> { [new(1)] = 1 }, new Dictionary<Key, int> { [new(1)] = 1 });

        Differs(new Holder(new List<int> { 1, 2 }), new Holder(new List<int> { 2, 1 }), "Holder.Value");
        Differs(new Holder(new List<int> { 1 }), new Holder(new List<int>()), "Holder.Value");
        Differs(new Holder(new Dictionary<string, int> { ["a"] = 1 }), new Holder(new Dictionary<string, int> { ["a"] = 2 }), "Holder.Value");
        Differs(new Holder(new Dictionary<string, int> { ["a"] = 1 }), new Holder(new Dictionary<string, int> { ["b"] = 1 }), "Holder.Value");
        Differs(new Holder(new HashSet<int> { 1 }), new Holder(new HashSet<int> { 2 }), "Holder.Value");
        Differs(new Holder(new Dictionary<Key, int> { [new(1)] = 1 }), new Holder(new Dictionary<Key, int> { [new(2)] = 1 }), "Key.Id");
        Differs(new Holder(ImmutableArray.Create(1)), new Holder(ImmutableArray.Create(2)), "Holder.Value");
        Differs(new Holder(new Lazy<int>(1)), new Holder(new Lazy<int>(2)), "Holder.Value");
        Differs(new Holder(ArrayOf(1, 2).AsMemory()), new Holder(ArrayOf(1).AsMemory()), "Holder.Value");
        Differs(new Basket("ann") { 1 }, new Basket("bob") { 1 }, "Basket.Owner");
        Differs(new Holder(new HashSet<string>(StringComparer.OrdinalIgnoreCase)), new Holder(new HashSet<string>()), "Holder.Value (comparer)");
        Assert.Equal(["System.Collections.Generic.List<System.Int32>"], ValueComparison.Differences(new List<int> { 1 }, new List<int>()));
    }

    [Fact]
    public void What_a_value_does_is_not_what_it_is()
    {
        var busy = new Busy();
        busy.Changed += static (_, _) => { };

        Same(busy, new Busy());
        Same(new Holder(new Lazy<int>(static () => 7)), new Holder(new Lazy<int>(7)));
    }

    [Fact]
    public void What_is_meant_to_be_lost_may_be()
    {
        Same(new Marked { Secret = "x", Cache = 1 }, new Marked());
        Same(new Contract { Id = 1, Rest = "x" }, new Contract { Id = 1 });
        Differs(new Contract { Id = 1 }, new Contract { Id = 2 }, "Contract.Id");
    }

    [Fact]
    public void Cycles_and_depth_end()
    {
        var (a, b) = (new Chain(), new Chain());
        (a.Next, b.Next) = (a, b);
        Same(a, b);

        for (var i = 0; i < 100_000; i++)
            (a, b) = (new Chain { Next = a }, new Chain { Next = b });
        Same(a, b);
    }

    private static T[] ArrayOf<T>(params T[] items) => items;

    private static void Same<T>(T a, T b) => Assert.Empty(ValueComparison.Differences(a, b));

    private static void Differs<T>(T a, T b, string member) => Assert.Equal([$"{Prefix}.{member}"], ValueComparison.Differences(a, b));

    internal class Base(int hidden)
    {
        private readonly int _hidden = hidden;

        public int Twice => _hidden * 2;
    }

    internal sealed class Derived(int hidden, int shown, int captured) : Base(hidden)
    {
        public int Shown { get; } = shown;

        public int Sum() => Shown + captured;
    }

    internal sealed record Holder(object? Value);

    internal sealed class Key(int id)
    {
        public int Id { get; } = id;
    }

    internal sealed class Basket(string owner) : List<int>
    {
        public string Owner { get; } = owner;
    }

    internal sealed class Busy
    {
        private readonly Lock _gate = new();
        private Task _last = Task.CompletedTask;

        public event EventHandler? Changed;

        public void Change()
        {
            lock (_gate)
                Changed?.Invoke(this, EventArgs.Empty);
            _last = Task.FromResult(1);
        }
    }

    internal sealed class Marked
    {
        [NonSerialized]
        public int Cache;

        [IgnoreMember]
        public string? Secret { get; set; }
    }

    [MessagePackObject]
    public sealed class Contract
    {
        [Key(0)]
        public int Id { get; set; }

        [IgnoreMember]
        public string? Rest { get; set; }
    }

    internal sealed class Chain
    {
        public Chain? Next { get; set; }
    }
}
