using System.Buffers;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Numerics;
using System.Text;
using CsCheck;
using Derp.Kv.Serialization;

namespace Derp.Kv.Tests.Serialization;

/// <summary>Random values of each composed kind: ours and the library's bytes agree, and each reads the other's.</summary>
public class MoreTypesTests
{
    private static readonly MessagePackKvSerializer<int> s_number = KvSerializers.Int32;
    private static readonly MessagePackKvSerializer<string> s_text = KvSerializers.String;
    private static readonly Gen<int[]> s_numbers = Gen.Int.Array[0, 40];
    private static readonly Gen<string[]> s_texts = Gen.String.Array[0, 12];
    private static readonly Gen<Dictionary<string, int>> s_maps = Gen.Dictionary(Gen.String, Gen.Int)[0, 20];

    [Fact]
    public void Scalars()
    {
        Check(KvSerializers.Complex, Gen.Select(Gen.Double, Gen.Double, (r, i) => new Complex(r, i)));
        Check(KvSerializers.BitArray, Gen.Bool.Array[0, 70].Select(b => new BitArray(b)));
        Check(KvSerializers.StringBuilder, Gen.String.Select(s => new StringBuilder(s)));
        Formats.AssertCompatible(KvSerializers.BitArray, [null!]);
        Formats.AssertCompatible(KvSerializers.StringBuilder, [null!]);
    }

    [Fact]
    public void Parts_of_arrays()
    {
        Check(KvSerializers.ArraySegment, Gen.Byte.Array[0, 300].Select(b => new ArraySegment<byte>(b, b.Length / 3, b.Length / 2)));
        Check(KvSerializers.ReadOnlySequence, Gen.Byte.Array[0, 300].Select(b => new ReadOnlySequence<byte>(b)));
        Check(KvSerializers.ArraySegmentOf(s_number), s_numbers.Select(n => new ArraySegment<int>(n, n.Length / 3, n.Length / 2)));
        Check(KvSerializers.MemoryOf(s_number), s_numbers.Select(n => n.AsMemory()));
        Check(KvSerializers.ReadOnlyMemoryOf(s_number), s_numbers.Select(n => (ReadOnlyMemory<int>)n));
        Check(KvSerializers.ReadOnlySequenceOf(s_number), s_numbers.Select(n => new ReadOnlySequence<int>(n)));
        Formats.AssertCompatibleByBytes(KvSerializers.ArraySegment, default(ArraySegment<byte>));
        Formats.AssertCompatibleByBytes(KvSerializers.ArraySegmentOf(s_number), default(ArraySegment<int>));
    }

    [Fact]
    public void Arrays_of_two_to_four_dimensions()
    {
        var size = Gen.Int[0, 5];
        Check(KvSerializers.Array2D(s_number), Gen.Select(size, size, (a, b) => Fill(new int[a, b])));
        Check(KvSerializers.Array3D(s_number), Gen.Select(size, size, size, (a, b, c) => Fill(new int[a, b, c])));
        Check(KvSerializers.Array4D(s_number), Gen.Select(size, size, size, size, (a, b, c, d) => Fill(new int[a, b, c, d])));
        Formats.AssertCompatibleByBytes(KvSerializers.Array2D(s_text), new string[,] { { "a", null! }, { "", "ü" } }, null!);

        static TGrid Fill<TGrid>(TGrid grid)
            where TGrid : class
        {
            var array = (Array)(object)grid;
            Buffer.BlockCopy(Enumerable.Range(-3, array.Length).ToArray(), 0, array, 0, array.Length * sizeof(int));
            return grid;
        }
    }

    [Fact]
    public void Stacks_queues_and_bags()
    {
        Check(KvSerializers.Stack(s_number), s_numbers.Select(n => new Stack<int>(n)));
        Check(KvSerializers.Queue(s_number), s_numbers.Select(n => new Queue<int>(n)));
        Check(KvSerializers.ConcurrentStack(s_number), s_numbers.Select(n => new ConcurrentStack<int>(n)));
        Check(KvSerializers.ConcurrentQueue(s_number), s_numbers.Select(n => new ConcurrentQueue<int>(n)));
        Check(KvSerializers.ObservableCollection(s_text), s_texts.Select(t => new ObservableCollection<string>(t)));
        Check(KvSerializers.ReadOnlyObservableCollection(s_text), s_texts.Select(t => new ReadOnlyObservableCollection<string>(new(t))));
        Check(KvSerializers.ImmutableStack(s_number), s_numbers.Select(n => ImmutableStack.CreateRange(n)));
        Check(KvSerializers.IImmutableStack(s_number), s_numbers.Select(n => (IImmutableStack<int>)ImmutableStack.CreateRange(n)));
        Check(KvSerializers.ImmutableQueue(s_number), s_numbers.Select(n => ImmutableQueue.CreateRange(n)));
        Check(KvSerializers.IImmutableQueue(s_number), s_numbers.Select(n => (IImmutableQueue<int>)ImmutableQueue.CreateRange(n)));

        // A bag has no order to compare bytes by.
        var bag = KvSerializers.ConcurrentBag(s_number);
        s_numbers.Sample(n =>
        {
            var value = new ConcurrentBag<int>(n);
            Assert.Equal(MessagePack.MessagePackSerializer.Serialize(value), bag.Write(value));
            Assert.Equal(n.Order(), bag.Deserialize(bag.Write(value)).Order());
        });
    }

    [Fact]
    public void Immutable_frozen_and_sorted_sets()
    {
        Check(KvSerializers.IImmutableSet(s_number), s_numbers.Select(n => (IImmutableSet<int>)n.ToImmutableHashSet()));
        Check(KvSerializers.ImmutableSortedSet(s_text), s_texts.Select(t => t.ToImmutableSortedSet()));
        s_numbers.Sample(n => Assert.Equal(n.Distinct().Order(), Back(KvSerializers.FrozenSet(s_number), n.ToFrozenSet()).Order()));
        Assert.Equal(KvSerializers.Array(s_number).Write([7]), KvSerializers.FrozenSet(s_number).Write(FrozenSet.ToFrozenSet([7])));
    }

    [Fact]
    public void Immutable_frozen_and_sorted_dictionaries()
    {
        Check(KvSerializers.SortedList(s_text, s_number), s_maps.Select(m => new SortedList<string, int>(m)));
        Check(KvSerializers.IImmutableDictionary(s_text, s_number), s_maps.Select(m => (IImmutableDictionary<string, int>)m.ToImmutableDictionary()));
        Check(KvSerializers.ImmutableSortedDictionary(s_text, s_number), s_maps.Select(m => m.ToImmutableSortedDictionary()));
        s_maps.Sample(m => Assert.Equal(m.OrderBy(p => p.Key), Back(KvSerializers.FrozenDictionary(s_text, s_number), m.ToFrozenDictionary()).OrderBy(p => p.Key)));
    }

    [Fact]
    public void Groups_lookups_and_lazy_values()
    {
        var pairs = Gen.Select(Gen.Int[0, 5], Gen.String).Array[0, 20];
        Check(KvSerializers.ILookup(s_number, s_text), pairs.Select(p => p.ToLookup(i => i.Item1, i => i.Item2)));
        Check(KvSerializers.IGrouping(s_number, s_text), pairs.Select(p => p.Append((9, "x")).GroupBy(i => i.Item1, i => i.Item2).Last()));
        Check(KvSerializers.Lazy(s_text), Gen.String.Select(s => new Lazy<string>(s)));
        Assert.Equal(["b"], Back(KvSerializers.ILookup(s_number, s_text), new[] { (1, "a"), (2, "b") }.ToLookup(i => i.Item1, i => i.Item2))[2]);
        Assert.Null(Back(KvSerializers.ILookup(s_number, s_text), null!));
        Assert.Null(Back(KvSerializers.Lazy(s_text), null!));

        byte[] twice = [0x92, 0x92, 0x01, 0x91, 0xa0, 0x92, 0x01, 0x91, 0xa0];
        Formats.AssertRefused(KvSerializers.ILookup(s_number, s_text), twice);
        byte[] nilGroup = [0x91, 0xc0];
        Formats.AssertRefused(KvSerializers.ILookup(s_number, s_text), nilGroup);
    }

    [Fact]
    public void Tuples_of_any_length()
    {
        var (n, t) = (s_number, s_text);
        Check(KvSerializers.ValueTuple(n, t, n, t, n, t, n, KvSerializers.ValueTuple(t)), Gen.Select(Gen.Int, Gen.String, (i, s) => (i, s, i, s, i, s, i, s)));
        Check(KvSerializers.ValueTuple(n, t, n, t, n, t, n, KvSerializers.ValueTuple(t, n)), Gen.Select(Gen.Int, Gen.String, (i, s) => (i, s, i, s, i, s, i, s, i)));
        Check(
            KvSerializers.ValueTuple(n, n, n, n, n, n, n, KvSerializers.ValueTuple(n, n, n, n, n, n, n, KvSerializers.ValueTuple(n, t))),
            Gen.Select(Gen.Int, Gen.String, (i, s) => (i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, s)));
        Check(
            KvSerializers.Tuple(n, t, n, t, n, t, n, KvSerializers.Tuple(t)),
            Gen.Select(Gen.Int, Gen.String, (i, s) => new Tuple<int, string, int, string, int, string, int, Tuple<string>>(i, s, i, s, i, s, i, new(s))));
        Assert.Null(Back(KvSerializers.Tuple(n, t, n, t, n, t, n, KvSerializers.Tuple(t)), null!));
    }

    [Fact]
    public void Collections_of_one_s_own()
    {
        Check(KvSerializers.CollectionClass<Bag, int>(s_number), s_numbers.Select(n => { var bag = new Bag(); bag.UnionWith(n); return bag; }));

        // The library takes a class that is an IList or IDictionary of objects for just that, and does not read it back.
        s_numbers.Sample(n => { var line = new Line(); line.AddRange(n); Assert.Equal(n, Back(KvSerializers.CollectionClass<Line, int>(s_number), line)); });
        s_maps.Sample(m => { var map = new Map(); foreach (var (k, v) in m) map.Add(k, v); Assert.Equal(map, Back(KvSerializers.DictionaryClass<Map, string, int>(s_text, s_number), map)); });
    }

    [Fact]
    public void Lengths_of_dimensions_that_do_not_fit_are_refused()
    {
        var grid = KvSerializers.Array2D(s_number);
        byte[][] refused =
        [
            [0x93, 0x02, 0x02, 0x93, 1, 2, 3],
            [0x93, 0xff, 0xff, 0x91, 1],
            [0x93, 0x00, 0x01, 0x91, 1],
            [0x93, 0xce, 0x7f, 0xff, 0xff, 0xff, 0xce, 0x7f, 0xff, 0xff, 0xff, 0x91, 1],
            [0x93, 0x01, 0x01, 0xc0],
            [0x92, 0x01, 0x91, 1],
        ];
        foreach (var bytes in refused)
            Formats.AssertRefused(grid, bytes);
        byte[] empty = [0x94, 0xce, 0x7f, 0xff, 0xff, 0xff, 0xce, 0x7f, 0xff, 0xff, 0xff, 0x00, 0x90];
        Formats.AssertRefused(KvSerializers.Array3D(s_number), empty);
        Assert.Throws<MessagePack.MessagePackSerializationException>(() => grid.Write((int[,])Array.CreateInstance(typeof(int), [1, 1], [1, 0])));
    }

    private static void Check<T>(MessagePackKvSerializer<T> serializer, Gen<T> values) =>
        values.Sample(value => Formats.AssertCompatibleByBytes(serializer, value), iter: 100, threads: 1);

    private static T Back<T>(MessagePackKvSerializer<T> serializer, T value) => serializer.Deserialize(serializer.Write(value));

    public class Bag : HashSet<int>;

    public class Line : List<int>;

    public class Map : SortedDictionary<string, int>;
}
