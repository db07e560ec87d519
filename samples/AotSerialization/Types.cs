using System.Buffers;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Numerics;
using System.Runtime.Serialization;
using System.Text;
using MessagePack;

namespace AotSerialization;

internal enum Size : byte
{
    Small,
    Large = 200,
}

internal sealed record Scalars(
    bool Flag, char Letter, sbyte I8, byte U8, short I16, ushort U16, int I32, uint U32, long I64, ulong U64, Int128 I128, UInt128 U128, Half Half, float Single,
    double Double, decimal Decimal, BigInteger Big, Complex Complex, string Text, byte[] Bytes, Guid Id, Uri Link, Version Version, StringBuilder Builder,
    BitArray Bits, DateTime Time, DateTimeOffset Offset, TimeSpan Span, DateOnly Day, TimeOnly Clock, Size Size, int? Maybe, Size? Nothing,
    Memory<byte> Memory, ReadOnlyMemory<byte> ReadOnly, ArraySegment<byte> Segment, ReadOnlySequence<byte> Sequence);

internal sealed record Sequences(
    int[] Array, int[][] Jagged, int[,] Grid, string[,,] Cube, byte[,,,] Hyper, List<int> List, LinkedList<int> Linked, Queue<int> Queue, Stack<int> Stack,
    HashSet<int> Set, SortedSet<string> Sorted, IEnumerable<int> Query, ICollection<int> Collection, IList<int> Items, IReadOnlyList<int> ReadOnlyItems,
    IReadOnlyCollection<int> ReadOnlyCollection, ISet<Guid> Ids, IReadOnlySet<int> ReadOnlySet, Collection<int> Owned, ReadOnlyCollection<int> Wrapped,
    ObservableCollection<int> Observed, ReadOnlyObservableCollection<int> Watched, ConcurrentQueue<int> Arrivals, ConcurrentStack<int> Pile, ConcurrentBag<int> Bag,
    ImmutableArray<int> Immutable, ImmutableList<int> ImmutableList, IImmutableList<int> AnyList, ImmutableHashSet<int> ImmutableSet, IImmutableSet<int> AnySet,
    ImmutableSortedSet<int> ImmutableSorted, ImmutableQueue<int> ImmutableQueue, ImmutableStack<int> ImmutableStack, FrozenSet<int> Frozen,
    Memory<int> Memory, ArraySegment<long> Segment, ReadOnlySequence<int> Sequence, Names Own);

internal sealed record Maps(
    Dictionary<string, int> Plain, SortedDictionary<int, string> Sorted, SortedList<int, string> List, IDictionary<Size, int> Any, IReadOnlyDictionary<long, int> ReadOnly,
    ReadOnlyDictionary<int, int> Wrapped, ConcurrentDictionary<Guid, int> Concurrent, ImmutableDictionary<int, int> Immutable, IImmutableDictionary<int, int> AnyImmutable,
    ImmutableSortedDictionary<int, int> ImmutableSorted, FrozenDictionary<string, int> Frozen, ILookup<int, string> Lookup, IGrouping<int, string> Group,
    Registry Own);

internal sealed record Products(
    (int A, string B) Pair, (int, int, int, int, int, int, int, int, string) Long, Tuple<int, string> Reference, KeyValuePair<string, int?> Entry, Lazy<int> Lazy);

internal sealed record Objects(Node Tree, Keyed Keyed, Contract Contract, Derived Derived, Shape[] Shapes, Built Built, Mutable Mutable, Page<Point> Page, Money Price, Called Called);

internal sealed class Names : HashSet<string>;

internal sealed class Registry : SortedDictionary<string, int>;

internal sealed class Node
{
    public int Id { get; set; }

    public Node? Next { get; set; }
}

[MessagePackObject]
internal sealed class Keyed
{
    [Key(0)]
    public int First { get; set; }

    [Key(5)]
    public string? Sixth { get; set; }
}

[DataContract]
internal sealed class Contract
{
    [DataMember(Name = "n")]
    public string? Name { get; set; }

    public int Left { get; set; }
}

internal class Base
{
    public int Value { get; set; }
}

internal sealed class Derived : Base
{
    public new string? Value { get; set; }
}

[Union(0, typeof(Circle))]
[Union(1, typeof(Square))]
internal abstract record Shape;

internal sealed record Circle(double Radius) : Shape;

internal sealed record Square(int Side) : Shape;

internal sealed class Built
{
    [SerializationConstructor]
    public Built(int id) => Id = id;

    public int Id { get; }

    public required string Name { get; init; }
}

internal struct Mutable
{
    public int X;

    public int Y { get; set; }
}

internal readonly record struct Point(int X, int Y);

internal sealed record Page<T>(IReadOnlyList<T> Items, int Total);

internal sealed class Called : IMessagePackSerializationCallbackReceiver
{
    public int Written { get; set; }

    public void OnBeforeSerialize() => Written++;

    public void OnAfterDeserialize()
    {
    }
}
