using Derp.Kv.Serialization;
using Derp.Kv.Serialization.BuiltIn;

namespace Derp.Kv.Tests.Serialization;

/// <summary>
/// Keys that are made to have one hash code, by the plain hash codes of the framework: 40,000 of them took seconds to read.
/// What counts is how many different hash codes they have when they are read, not how long it takes here.
/// </summary>
public class CraftedKeyTests
{
    private const int Count = 5_000;

    // Both halves of the number are the same, so that their exclusive-or is zero: the hash code of a long, and of what is one inside.
    private static IEnumerable<long> Folding => Enumerable.Range(1, Count).Select(static i => ((long)i << 32) | (uint)i);

    [Fact]
    public void Doubles_meet_no_more_than_others() => AssertScattered(Folding.Select(BitConverter.Int64BitsToDouble), KvSerializers.Double);

    [Fact]
    public void Longs_meet_no_more_than_others() => AssertScattered(Folding, KvSerializers.Int64);

    [Fact]
    public void Times_meet_no_more_than_others() => AssertScattered(Folding.Select(static ticks => new DateTime(ticks)), KvSerializers.DateTime);

    [Fact]
    public void Times_with_an_offset_meet_no_more_than_others() =>
        AssertScattered(Folding.Select(static ticks => new DateTimeOffset(ticks, TimeSpan.Zero)), KvSerializers.DateTimeOffset);

    // Low, middle and high word are combined by exclusive-or.
    [Fact]
    public void Decimals_meet_no_more_than_others() =>
        AssertScattered(Enumerable.Range(1, Count).Select(static i => new decimal(i, i, 0, false, 0)), KvSerializers.Decimal);

    [Fact]
    public void Tuples_meet_no_more_than_others()
    {
        AssertScattered(Folding.Select(static l => (l, l)), KvSerializers.ValueTuple(KvSerializers.Int64, KvSerializers.Int64));
        AssertScattered(Folding.Select(static l => Tuple.Create(l, 1)), KvSerializers.Tuple(KvSerializers.Int64, KvSerializers.Int32));
        AssertScattered(Folding.Select(static l => (1, (BitConverter.Int64BitsToDouble(l), "a"))), KvSerializers.ValueTuple(KvSerializers.Int32, KvSerializers.ValueTuple(KvSerializers.Double, KvSerializers.String)));
    }

    [Fact]
    public void Nullable_values_meet_no_more_than_others() =>
        AssertScattered(Folding.Select(static l => (double?)BitConverter.Int64BitsToDouble(l)), KvSerializers.Nullable(KvSerializers.Double));

    // Of the third and fourth number eight and twelve bits count.
    [Fact]
    public void Versions_meet_no_more_than_others() =>
        AssertScattered(Enumerable.Range(1, Count).Select(static i => new Version(16 * i, 256 * i, 256 * i, 4096 * i)), KvSerializers.Version);

    [Fact]
    public void Equal_keys_have_equal_hash_codes()
    {
        AssertAlike(1.0m, 1.000m, 1m);
        AssertAlike(0m, -0.00m, 0.0000000000000000000000000000m);
        AssertAlike(decimal.MaxValue, decimal.MaxValue);
        AssertAlike(0.0, -0.0);
        AssertAlike(double.NaN, -double.NaN, BitConverter.Int64BitsToDouble(0x7ff8000000000123));
        AssertAlike(0f, -0f);
        AssertAlike(new DateTime(5, DateTimeKind.Utc), new DateTime(5, DateTimeKind.Local));
        AssertAlike(new DateTimeOffset(2020, 1, 1, 1, 0, 0, TimeSpan.FromHours(1)), new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        AssertAlike((1.0m, 0.0, "a"), (1.00m, -0.0, "a"));
        AssertAlike(Tuple.Create(1.0m), Tuple.Create(1m));
        AssertAlike<double?>(0.0, -0.0);
        AssertAlike(new Version(1, 2), new Version(1, 2));
        AssertAlike(new System.Numerics.Complex(0, double.NaN), new System.Numerics.Complex(-0.0, double.NaN));
        AssertAlike(DayOfWeek.Friday, DayOfWeek.Friday);
        AssertAlike((DayOfWeek.Friday, 1L), (DayOfWeek.Friday, 1L));
    }

    private static void AssertAlike<T>(params T[] values)
    {
        var comparer = ScatteringComparer<T>.For(Count)!;
        Assert.All(values, value => Assert.True(comparer.Equals(values[0], value)));
        Assert.All(values, value => Assert.Equal(comparer.GetHashCode(values[0]!), comparer.GetHashCode(value!)));
    }

    private static void AssertScattered<T>(IEnumerable<T> crafted, MessagePackKvSerializer<T> item)
    {
        var keys = crafted.ToArray();
        Assert.Equal(keys.Length, keys.Distinct(ScatteringComparer<T>.For(Count)).Count());
        Assert.InRange(Different(keys, EqualityComparer<T>.Default), 1, keys.Length / 10);

        // The comparer of what is read decides, and that of what is built of it on the way.
        var set = KvSerializers.Array(item).Write(keys);
        AssertComparer(KvSerializers.HashSet(item).Deserialize(set).Comparer);
        AssertComparer(((HashSet<T>)KvSerializers.ISet(item).Deserialize(set)).Comparer);
        AssertComparer(KvSerializers.FrozenSet(item).Deserialize(set).Comparer);
        AssertComparer(KvSerializers.ImmutableHashSet(item).Deserialize(set).KeyComparer);

        void AssertComparer(IEqualityComparer<T> comparer) => Assert.InRange(Different(keys, comparer), keys.Length - 50, keys.Length);
    }

    [Fact]
    public void Maps_of_every_kind_take_the_hash_with_a_seed()
    {
        var keys = Folding.Select(BitConverter.Int64BitsToDouble).ToArray();
        var (item, value) = (KvSerializers.Double, KvSerializers.Int32);
        var bytes = KvSerializers.Dictionary(item, value).Write(keys.ToDictionary(static key => key, static _ => 1, ScatteringComparer<double>.For(Count)));

        Assert.All(
            [
                KvSerializers.Dictionary(item, value).Deserialize(bytes).Comparer,
                KvSerializers.ConcurrentDictionary(item, value).Deserialize(bytes).Comparer,
                KvSerializers.FrozenDictionary(item, value).Deserialize(bytes).Comparer,
                KvSerializers.ImmutableDictionary(item, value).Deserialize(bytes).KeyComparer,
            ],
            comparer => Assert.InRange(Different(keys, comparer), keys.Length - 50, keys.Length));

        // What was read can be written again: it is the default one in all but its hash codes.
        var again = KvSerializers.FrozenDictionary(item, value).Write(KvSerializers.FrozenDictionary(item, value).Deserialize(bytes));
        Assert.Equal(keys.Order(), KvSerializers.Dictionary(item, value).Deserialize(again).Keys.Order());
    }

    private static int Different<T>(IEnumerable<T> keys, IEqualityComparer<T> comparer) =>
        keys.Select(key => comparer.GetHashCode(key!)).Distinct().Count();
}
