using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using Derp.Kv.Serialization;

namespace Derp.Kv.Tests.Serialization;

/// <summary>K11: a comparer is state that no format holds. A collection with another one than reading gives would find other things.</summary>
public class ComparerTests
{
    private static readonly MessagePackKvSerializer<int> s_number = KvSerializers.Int32;
    private static readonly MessagePackKvSerializer<string> s_text = KvSerializers.String;
    private static readonly StringComparer s_ignoring = StringComparer.OrdinalIgnoreCase;
    private static readonly Dictionary<string, int> s_map = new(s_ignoring) { ["a"] = 1 };
    private static readonly HashSet<string> s_set = new(s_ignoring) { "a" };

    [Fact]
    public void K11_Maps_whose_comparer_reading_would_not_give_are_refused()
    {
        var exception = Refused(KvSerializers.Dictionary(s_text, s_number), s_map);
        Assert.Contains("OrdinalIgnoreCaseComparer", exception.RuntimeType, StringComparison.Ordinal);
        Assert.Contains("Dictionary<System.String, System.Int32>", exception.Message, StringComparison.Ordinal);

        Refused(KvSerializers.ConcurrentDictionary(s_text, s_number), new ConcurrentDictionary<string, int>(s_map, s_ignoring));
        Refused(KvSerializers.SortedDictionary(s_text, s_number), new SortedDictionary<string, int>(s_ignoring));
        Refused(KvSerializers.SortedList(s_text, s_number), new SortedList<string, int>(StringComparer.Ordinal));
        Refused(KvSerializers.ReadOnlyDictionary(s_text, s_number), s_map.AsReadOnly());
        Refused(KvSerializers.ImmutableDictionary(s_text, s_number), s_map.ToImmutableDictionary(s_ignoring));
        Refused(KvSerializers.ImmutableDictionary(s_number, s_text), ImmutableDictionary.Create<int, string>(null, s_ignoring));
        Refused(KvSerializers.ImmutableSortedDictionary(s_text, s_number), s_map.ToImmutableSortedDictionary(s_ignoring));
        Refused(KvSerializers.FrozenDictionary(s_text, s_number), s_map.ToFrozenDictionary(s_ignoring));
        Refused(KvSerializers.ILookup(s_text, s_number), s_map.ToLookup(static e => e.Key, static e => e.Value, s_ignoring));
    }

    [Fact]
    public void K11_Sets_whose_comparer_reading_would_not_give_are_refused()
    {
        Refused(KvSerializers.HashSet(s_text), s_set);
        Refused(KvSerializers.SortedSet(s_text), new SortedSet<string>(s_ignoring));
        Refused(KvSerializers.SortedSet(s_number), new SortedSet<int>(Comparer<int>.Create(static (a, b) => b.CompareTo(a))));
        Refused(KvSerializers.ImmutableHashSet(s_text), s_set.ToImmutableHashSet(s_ignoring));
        Refused(KvSerializers.ImmutableSortedSet(s_text), s_set.ToImmutableSortedSet(s_ignoring));
        Refused(KvSerializers.FrozenSet(s_text), s_set.ToFrozenSet(s_ignoring));
    }

    [Fact]
    public void K11_By_an_interface_too()
    {
        Refused(KvSerializers.IDictionary(s_text, s_number), s_map);
        Refused(KvSerializers.IReadOnlyDictionary(s_text, s_number), s_map);
        Refused(KvSerializers.IReadOnlyDictionary(s_text, s_number), new SortedDictionary<string, int>(s_ignoring));
        Refused(KvSerializers.IReadOnlyDictionary(s_text, s_number), new Headers(s_map));
        Refused(KvSerializers.IImmutableDictionary(s_text, s_number), s_map.ToImmutableDictionary(s_ignoring));
        Refused(KvSerializers.ISet(s_text), s_set);
        Refused(KvSerializers.IReadOnlySet(s_text), s_set);
        Refused(KvSerializers.IReadOnlySet(s_text), new ReadOnlySet<string>(s_set));
        Refused(KvSerializers.IImmutableSet(s_text), s_set.ToImmutableHashSet(s_ignoring));
        Refused(KvSerializers.ICollection(s_text), s_set);
        Refused(KvSerializers.IReadOnlyCollection(s_text), s_set);
    }

    [Fact]
    public void Comparers_that_find_the_same_pass()
    {
        Passes(KvSerializers.Dictionary(s_text, s_number), new(StringComparer.Ordinal) { ["a"] = 1 });
        Passes(KvSerializers.Dictionary(s_text, s_number), new(EqualityComparer<string>.Default) { ["a"] = 1 });
        Passes(KvSerializers.HashSet(s_text), new(StringComparer.FromComparison(StringComparison.Ordinal)) { "a" });
        Passes(KvSerializers.IReadOnlySet(s_text), new SortedSet<string>(StringComparer.Ordinal) { "a" });
        Passes(KvSerializers.ISet(s_number), new SortedSet<int> { 1 });
        Passes(KvSerializers.SortedSet(s_number), new(Comparer<int>.Default) { 1 });
        Passes(KvSerializers.SortedDictionary(s_text, s_number), new() { ["a"] = 1 });
        Passes(KvSerializers.IDictionary(s_text, s_number), new SortedList<string, int> { ["a"] = 1 });
        Passes(KvSerializers.ILookup(s_text, s_number), s_set.Append("A").ToLookup(static w => w, static w => w.Length));
        Passes(KvSerializers.FrozenSet(s_text), FrozenSet.ToFrozenSet(["a"]));
        Passes(KvSerializers.IReadOnlyDictionary(s_text, s_number), new Headers(new Dictionary<string, int> { ["a"] = 1 }));
    }

    [Fact]
    public void What_was_read_can_be_written_again_whatever_comparer_reading_chose()
    {
        // From 100 keys of a value type on it is one that scatters them.
        var map = Enumerable.Range(0, 200).ToDictionary(static i => i, static i => i);
        var maps = KvSerializers.Dictionary(s_number, s_number);
        var sets = KvSerializers.HashSet(s_number);
        var immutable = KvSerializers.ImmutableDictionary(s_number, s_number);
        var concurrent = KvSerializers.ConcurrentDictionary(s_number, s_number);

        Passes(maps, maps.Read(maps.Write(map)));
        Passes(sets, sets.Read(sets.Write([.. map.Keys])));
        Passes(immutable, immutable.Read(immutable.Write(map.ToImmutableDictionary())));
        Passes(concurrent, concurrent.Read(concurrent.Write(new(map))));
    }

    [Fact]
    public void K11_A_class_of_one_s_own_is_measured_by_a_new_one_of_it()
    {
        var serializer = KvSerializers.DictionaryClass<Ignoring, string, int>(s_text, s_number);

        Assert.Equal(1, serializer.Read(serializer.Write(new Ignoring { ["a"] = 1 }))["A"]);
        Refused(serializer, new Ignoring(StringComparer.Ordinal) { ["a"] = 1 });
        Passes(KvSerializers.CollectionClass<Descending, int>(s_number), [1, 2]);
    }

    private static KvOtherTypeException Refused<T>(MessagePackKvSerializer<T> serializer, T value) =>
        Assert.Throws<KvOtherTypeException>(() => serializer.Write(value));

    // Of hashed ones the order is another.
    private static void Passes<T>(MessagePackKvSerializer<T> serializer, T value)
    {
        var bytes = serializer.Write(value);
        Assert.Equal(bytes.Order(), serializer.Write(serializer.Read(bytes)).Order());
    }

    internal sealed class Ignoring(StringComparer comparer) : Dictionary<string, int>(comparer)
    {
        public Ignoring()
            : this(StringComparer.OrdinalIgnoreCase)
        {
        }
    }

    internal sealed class Descending() : SortedSet<int>(Comparer<int>.Create(static (a, b) => b.CompareTo(a)));

    /// <summary>An implementation that does not tell its comparer.</summary>
    internal sealed class Headers(IReadOnlyDictionary<string, int> inner) : IReadOnlyDictionary<string, int>
    {
        public int Count => inner.Count;

        public IEnumerable<string> Keys => inner.Keys;

        public IEnumerable<int> Values => inner.Values;

        public int this[string key] => inner[key];

        public bool ContainsKey(string key) => inner.ContainsKey(key);

        public bool TryGetValue(string key, out int value) => inner.TryGetValue(key, out value);

        public IEnumerator<KeyValuePair<string, int>> GetEnumerator() => inner.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
