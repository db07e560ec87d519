using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using CsCheck;
using Derp.Kv.Serialization;
using Derp.Kv.Tests.Runtime;

namespace Derp.Kv.Tests.Serialization;

/// <summary>I29: equal sets and maps have equal fingerprints, in whatever order they were filled; what has an order keeps it.</summary>
public class FingerprintOrderTests
{
    private static readonly MessagePackKvSerializer<int> s_number = KvSerializers.Int32;
    private static readonly MessagePackKvSerializer<string> s_text = KvSerializers.String;

    private static readonly Gen<(string[] First, string[] Second)> s_orders =
        from texts in Gen.String[Gen.Char.AlphaNumeric, 0, 3].HashSet[0, 30]
        from shuffled in Gen.Shuffle(texts.ToArray())
        select (texts.ToArray(), shuffled);

    [Fact]
    public void I29_Sets_of_every_kind_whatever_the_order_they_were_filled_in()
    {
        Same(KvSerializers.HashSet(s_text), static texts => [.. texts]);
        Same(KvSerializers.ISet(s_text), static texts => new HashSet<string>(texts));
        Same(KvSerializers.IReadOnlySet(s_text), static texts => new HashSet<string>(texts));
        Same(KvSerializers.SortedSet(s_text), static texts => [.. texts]);
        Same(KvSerializers.ImmutableHashSet(s_text), static texts => [.. texts]);
        Same(KvSerializers.IImmutableSet(s_text), static texts => texts.ToImmutableHashSet());
        Same(KvSerializers.ImmutableSortedSet(s_text), static texts => [.. texts]);
        Same(KvSerializers.FrozenSet(s_text), static texts => texts.ToFrozenSet());
        Same(KvSerializers.ConcurrentBag(s_text), static texts => new(texts));
        Same(KvSerializers.CollectionClass<OwnSet, string>(s_text), static texts => [.. texts]);
        Same(KvSerializers.ICollection(s_text), static texts => new HashSet<string>(texts));
        Same(KvSerializers.IReadOnlyCollection(s_text), static texts => new ReadOnlySet<string>(new HashSet<string>(texts)));
    }

    [Fact]
    public void I29_Maps_of_every_kind_whatever_the_order_they_were_filled_in()
    {
        Same(KvSerializers.Dictionary(s_text, s_number), Map);
        Same(KvSerializers.IDictionary(s_text, s_number), Map);
        Same(KvSerializers.IReadOnlyDictionary(s_text, s_number), Map);
        Same(KvSerializers.ReadOnlyDictionary(s_text, s_number), static texts => Map(texts).AsReadOnly());
        Same(KvSerializers.SortedDictionary(s_text, s_number), static texts => new(Map(texts)));
        Same(KvSerializers.SortedList(s_text, s_number), static texts => new(Map(texts)));
        Same(KvSerializers.ConcurrentDictionary(s_text, s_number), static texts => new(Map(texts)));
        Same(KvSerializers.ImmutableDictionary(s_text, s_number), static texts => Map(texts).ToImmutableDictionary());
        Same(KvSerializers.IImmutableDictionary(s_text, s_number), static texts => Map(texts).ToImmutableDictionary());
        Same(KvSerializers.ImmutableSortedDictionary(s_text, s_number), static texts => Map(texts).ToImmutableSortedDictionary());
        Same(KvSerializers.FrozenDictionary(s_text, s_number), static texts => Map(texts).ToFrozenDictionary());
        Same(KvSerializers.ILookup(s_text, s_number), static texts => texts.ToLookup(static t => t, static t => t.Length));
        Same(KvSerializers.DictionaryClass<OwnMap, string, int>(s_text, s_number), static texts => Fill(new OwnMap(), texts));
        Same(KvSerializers.IReadOnlyCollection(KvSerializers.KeyValuePair(s_text, s_number)), Map);
    }

    [Fact]
    public void I29_Sets_and_maps_inside_of_others()
    {
        var sets = KvSerializers.HashSet(s_text);
        Same(KvSerializers.List(sets), static texts => [[.. texts], []]);
        Same(KvSerializers.Dictionary(s_text, KvSerializers.HashSet(s_number)), static texts => texts.ToDictionary(static t => t, t => texts.Select(static t => t.Length).ToHashSet()));
        Same(KvSerializers.HashSet(KvSerializers.List(sets)), static texts => [[[.. texts], []], [[.. texts]]]);
        Same(KvSerializers.ValueTuple(sets, KvSerializers.Tuple(sets)), static texts => ([.. texts], new([.. texts])));
        Same(KvSerializers.Custom(sets), static texts => [.. texts]);
    }

    [Fact]
    public void I29_A_set_s_own_order_and_comparer_do_not_matter()
    {
        s_orders.Sample(static o => Assert.Equal(
            Fingerprints.Of(KvSerializers.ISet(s_text), new SortedSet<string>(o.First, StringComparer.Ordinal)),
            Fingerprints.Of(KvSerializers.ISet(s_text), new SortedSet<string>(o.Second, new Backwards()))));
        Assert.Equal(
            Fingerprints.Of(KvSerializers.Dictionary(s_text, s_number), new() { ["a"] = 1 }),
            Fingerprints.Of(KvSerializers.Dictionary(s_text, s_number), new(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 }));
    }

    [Fact]
    public void I29_Other_sets_and_maps_have_other_fingerprints()
    {
        Gen.Select(Gen.Int[0, 5].HashSet[0, 5], Gen.Int[0, 5].HashSet[0, 5]).Sample(static (a, b) =>
            Assert.Equal(a.SetEquals(b), Fingerprints.Of(KvSerializers.HashSet(s_number), a) == Fingerprints.Of(KvSerializers.HashSet(s_number), b)));
        var maps = Gen.Dictionary(Gen.Int[0, 2], Gen.Int[0, 2])[0, 3];
        Gen.Select(maps, maps).Sample(static (a, b) =>
            Assert.Equal(a.Count == b.Count && !a.Except(b).Any(), Fingerprints.Of(KvSerializers.Dictionary(s_number, s_number), a) == Fingerprints.Of(KvSerializers.Dictionary(s_number, s_number), b)));
    }

    [Fact]
    public void What_has_an_order_keeps_it()
    {
        NotSame(KvSerializers.List(s_number), [1, 2], [2, 1]);
        NotSame(KvSerializers.Array(s_number), [1, 2], [2, 1]);
        NotSame(KvSerializers.IReadOnlyCollection(s_number), [1, 2], [2, 1]);
        NotSame(KvSerializers.Queue(s_number), new([1, 2]), new([2, 1]));
        NotSame(KvSerializers.Stack(s_number), new([1, 2]), new([2, 1]));
        NotSame(KvSerializers.ConcurrentQueue(s_number), new([1, 2]), new([2, 1]));
        NotSame(KvSerializers.ILookup(s_number, s_text), Words("ab", "cd"), Words("cd", "ab"));

        static ILookup<int, string> Words(params string[] words) => words.ToLookup(static w => w.Length);
    }

    private static Dictionary<string, int> Map(string[] texts) => Fill(new Dictionary<string, int>(), texts);

    private static TMap Fill<TMap>(TMap map, string[] texts)
        where TMap : IDictionary<string, int>
    {
        foreach (var text in texts)
            map.Add(text, text.Length);
        return map;
    }

    private static void Same<T>(MessagePackKvSerializer<T> serializer, Func<string[], T> fill) =>
        s_orders.Sample(o => Assert.Equal(Fingerprints.Of(serializer, fill(o.First)), Fingerprints.Of(serializer, fill(o.Second))), iter: 50, threads: 1);

    private static void NotSame<T>(MessagePackKvSerializer<T> serializer, T a, T b) =>
        Assert.NotEqual(Fingerprints.Of(serializer, a), Fingerprints.Of(serializer, b));

    internal sealed class OwnSet : HashSet<string>;

    internal sealed class OwnMap : Dictionary<string, int>;

    private sealed class Backwards : IComparer<string>
    {
        public int Compare(string? x, string? y) => StringComparer.Ordinal.Compare(y, x);
    }
}
