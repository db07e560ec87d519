using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using Derp.Kv.Serialization;

namespace Derp.Kv.Tests.Serialization;

public class CompositionTests
{
    private static readonly MessagePackKvSerializer<string> s_text = KvSerializers.String;
    private static readonly MessagePackKvSerializer<int> s_number = KvSerializers.Int32;

    [Fact]
    public void Nullables() => Formats.AssertCompatible(KvSerializers.Nullable(s_number), [null, 0, -1]);

    [Fact]
    public void Arrays_and_lists_of_every_header_size()
    {
        foreach (int count in new[] { 0, 1, 15, 16, 1023, 1024, 1025, 3000, 70_000 })
        {
            var items = Enumerable.Range(0, count).ToArray();
            Formats.AssertCompatible(KvSerializers.Array(s_number), [items]);
            Formats.AssertCompatible(KvSerializers.List(s_number), [[.. items]]);
        }

        Formats.AssertCompatible(KvSerializers.Array(s_text), [["a", null!], null!]);
        Formats.AssertCompatible(KvSerializers.List(KvSerializers.Array(KvSerializers.Nullable(s_number))), [[[1, null], null!], null!]);
        Formats.AssertCompatible(KvSerializers.List(KvSerializers.Byte), [[1, 255]]);
    }

    [Fact]
    public void Collections_by_class_and_by_interface()
    {
        Formats.AssertCompatible(KvSerializers.IEnumerable(s_number), [[1, 2], null!]);
        Formats.AssertCompatible(KvSerializers.ICollection(s_number), [[1, 2], null!]);
        Formats.AssertCompatible(KvSerializers.IList(s_number), [[1, 2], null!]);
        Formats.AssertCompatible(KvSerializers.IReadOnlyCollection(s_number), [[1, 2], null!]);
        Formats.AssertCompatible(KvSerializers.IReadOnlyList(s_number), [[1, 2], null!]);
        Formats.AssertCompatible(KvSerializers.ReadOnlyCollection(s_number), [new ReadOnlyCollection<int>([1, 2]), null!]);
        Formats.AssertCompatible(KvSerializers.Collection(s_number), [[1, 2], null!]);
        Formats.AssertCompatible(KvSerializers.LinkedList(s_number), [new LinkedList<int>([1, 2]), null!]);
        Formats.AssertCompatible(KvSerializers.Queue(s_number), [new Queue<int>([1, 2]), null!]);
        Formats.AssertCompatible(KvSerializers.HashSet(s_number), [[1, 2], null!]);
        Formats.AssertCompatible(KvSerializers.ISet(s_number), [new HashSet<int> { 1, 2 }, null!]);
        Formats.AssertCompatible(KvSerializers.IReadOnlySet(s_number), [new HashSet<int> { 1, 2 }, null!]);
        Formats.AssertCompatible(KvSerializers.SortedSet(s_number), [[2, 1], null!]);
        Formats.AssertCompatible(KvSerializers.ImmutableArray(s_number), [[1, 2], []]);
        Formats.AssertCompatible(KvSerializers.ImmutableList(s_number), [[1, 2], null!]);
        Formats.AssertCompatible(KvSerializers.IImmutableList(s_number), [[1, 2], null!]);
        Formats.AssertCompatible(KvSerializers.ImmutableHashSet(s_number), [[1, 2], null!]);
        Assert.True(KvSerializers.ImmutableArray(s_number).Deserialize(KvSerializers.ImmutableArray(s_number).Write(default)).IsDefault);
    }

    [Fact]
    public void A_query_is_enumerated_once()
    {
        int runs = 0;
        IEnumerable<int> Query()
        {
            runs++;
            yield return 1;
            yield return 2;
        }

        Assert.Equal(KvSerializers.Array(s_number).Write([1, 2]), KvSerializers.IEnumerable(s_number).Write(Query()));
        Assert.Equal(1, runs);
    }

    [Fact]
    public void Dictionaries_by_class_and_by_interface()
    {
        var map = new Dictionary<string, int?> { ["a"] = 1, [""] = null };
        var value = KvSerializers.Nullable(s_number);
        Formats.AssertCompatible(KvSerializers.Dictionary(s_text, value), [map, [], null!]);
        Formats.AssertCompatible(KvSerializers.IDictionary(s_text, value), [map, null!]);
        Formats.AssertCompatible(KvSerializers.IReadOnlyDictionary(s_text, value), [map, null!]);
        Formats.AssertCompatible(KvSerializers.ReadOnlyDictionary(s_text, value), [new(map), null!]);
        Formats.AssertCompatible(KvSerializers.SortedDictionary(s_text, value), [new(map), null!]);
        Formats.AssertCompatible(KvSerializers.ConcurrentDictionary(s_text, value), [new ConcurrentDictionary<string, int?>([new("a", 1)]), null!]);
        Formats.AssertCompatible(KvSerializers.ImmutableDictionary(s_text, value), [ImmutableDictionary<string, int?>.Empty.Add("a", 1), null!]);
        Formats.AssertCompatible(KvSerializers.Dictionary(s_number, s_text), [Enumerable.Range(0, 5000).ToDictionary(i => i, i => i.ToString("x", null))]);
    }

    [Fact]
    public void A_key_that_comes_twice_is_refused()
    {
        byte[] twice = [0x82, 0x01, 0x01, 0x01, 0x02];
        Formats.AssertRefused(KvSerializers.Dictionary(s_number, s_number), twice);
        byte[] nilKey = [0x81, 0xc0, 0x01];
        Formats.AssertRefused(KvSerializers.Dictionary(s_text, s_number), nilKey);
    }

    [Fact]
    public void Tuples_of_one_to_seven_parts()
    {
        var (n, t) = (s_number, s_text);
        Formats.AssertCompatible(KvSerializers.ValueTuple(n), [new ValueTuple<int>(1)]);
        Formats.AssertCompatible(KvSerializers.ValueTuple(n, t), [(1, "2"), (0, null!)]);
        Formats.AssertCompatible(KvSerializers.ValueTuple(n, t, n), [(1, "2", 3)]);
        Formats.AssertCompatible(KvSerializers.ValueTuple(n, t, n, t), [(1, "2", 3, "4")]);
        Formats.AssertCompatible(KvSerializers.ValueTuple(n, t, n, t, n), [(1, "2", 3, "4", 5)]);
        Formats.AssertCompatible(KvSerializers.ValueTuple(n, t, n, t, n, t), [(1, "2", 3, "4", 5, "6")]);
        Formats.AssertCompatible(KvSerializers.ValueTuple(n, t, n, t, n, t, n), [(1, "2", 3, "4", 5, "6", 7)]);
        Formats.AssertCompatible(KvSerializers.Tuple(n), [new(1), null!]);
        Formats.AssertCompatible(KvSerializers.Tuple(n, t), [new(1, "2"), null!]);
        Formats.AssertCompatible(KvSerializers.Tuple(n, t, n), [new(1, "2", 3)]);
        Formats.AssertCompatible(KvSerializers.Tuple(n, t, n, t), [new(1, "2", 3, "4")]);
        Formats.AssertCompatible(KvSerializers.Tuple(n, t, n, t, n), [new(1, "2", 3, "4", 5)]);
        Formats.AssertCompatible(KvSerializers.Tuple(n, t, n, t, n, t), [new(1, "2", 3, "4", 5, "6")]);
        Formats.AssertCompatible(KvSerializers.Tuple(n, t, n, t, n, t, n), [new(1, "2", 3, "4", 5, "6", 7)]);
        Formats.AssertCompatible(KvSerializers.KeyValuePair(t, n), [new("k", 1)]);
        Formats.AssertRefused(KvSerializers.ValueTuple(n, n), KvSerializers.Array(n).Write([1, 2, 3]));
    }
}
