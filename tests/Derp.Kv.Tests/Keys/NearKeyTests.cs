using CsCheck;
using Derp.Kv.Keys;

namespace Derp.Kv.Tests.Keys;

/// <summary>N9: the keys of near caches are the same exactly when they write the same bytes, and then have one hash. Generated keys of every type that has fields.</summary>
public sealed partial class NearKeyTests(KvClient? kv = null)
{
    private enum Shade : sbyte
    {
        Dark = -1,
        None,
        Light,
    }

    private static readonly Uri[] s_addresses =
        [new("http://a/x#1"), new("http://a/x#2"), new("http://A/x#1"), new("http://a:80/x#1"), new("x#1", UriKind.Relative), new("", UriKind.Relative), new("http://a/%41"), new("http://a/A")];

    private static readonly Version[] s_versions = [new(1, 0), new(1, 0, 0), new(1, 0, 0, 0), new(1, 1), new(0, 0), new(257, 0), new(17, 0)];

    private static readonly string[] s_texts =
        ["", "%n", "a", "A", "á", "a\u0301", "\ud800", "\udc00", "\ud800\udc00", "\udc00\ud800", "%ED%A0%80", "null", "a:b", "ﬀ", "ff"];

    [Fact]
    public void Texts_are_the_same_as_their_bytes()
    {
        Compare([null, .. s_texts, .. Random(Gen.Char["aA%:\0\ud800\udc00\ufffd"].Array[0, 3].Select(static c => new string(c)))], static v => new TextMethod.CacheKey(v));
        Compare(s_texts, static v => new PlainTextMethod.CacheKey(v));
        Compare([null, .. s_addresses], static v => new AddressMethod.CacheKey(v));
        Compare([null, .. s_versions], static v => new VersionMethod.CacheKey(v));
    }

    [Fact]
    public void Numbers_are_the_same_as_their_bytes()
    {
        Compare([0.0, -0.0, double.NaN, -double.NaN, BitConverter.UInt64BitsToDouble(0x7FF0_0000_0000_0001), double.PositiveInfinity, double.Epsilon, 1, .. Random(Gen.Double)], static v => new DoubleMethod.CacheKey(v), static v => new MaybeDoubleMethod.CacheKey(v));
        Compare([0f, -0f, float.NaN, -float.NaN, BitConverter.UInt32BitsToSingle(0x7F80_0001), float.Epsilon, 1, .. Random(Gen.Float)], static v => new SingleMethod.CacheKey(v), static v => new MaybeSingleMethod.CacheKey(v));
        Compare([Half.Zero, -Half.Zero, Half.NaN, -Half.NaN, Half.Epsilon, .. Random(Gen.Float).Select(static f => (Half)f)], static v => new HalfMethod.CacheKey(v), static v => new MaybeHalfMethod.CacheKey(v));
        Compare([0m, -0m, 0.00m, 1.0m, 1.00m, 1m, 10m, decimal.MaxValue, 0.0000000000000000000000000001m, 1.10m, 1.1m, .. Random(Gen.Decimal)], static v => new DecimalMethod.CacheKey(v), static v => new MaybeDecimalMethod.CacheKey(v));
        Compare([0, 1, -1, int.MinValue, .. Random(Gen.Int)], static v => new IntMethod.CacheKey(v), static v => new MaybeIntMethod.CacheKey(v));
        Compare<byte, ByteMethod.CacheKey, MaybeByteMethod.CacheKey>([0, 1, 255], static v => new(v), static v => new(v));
        Compare<sbyte, SByteMethod.CacheKey, MaybeSByteMethod.CacheKey>([0, -1, 127], static v => new(v), static v => new(v));
        Compare<short, ShortMethod.CacheKey, MaybeShortMethod.CacheKey>([0, -1, 255], static v => new(v), static v => new(v));
        Compare<ushort, UShortMethod.CacheKey, MaybeUShortMethod.CacheKey>([0, 1, 65535], static v => new(v), static v => new(v));
        Compare<uint, UIntMethod.CacheKey, MaybeUIntMethod.CacheKey>([0, 1, uint.MaxValue], static v => new(v), static v => new(v));
        Compare<long, LongMethod.CacheKey, MaybeLongMethod.CacheKey>([0, -1, uint.MaxValue, .. Random(Gen.Long)], static v => new(v), static v => new(v));
        Compare<ulong, ULongMethod.CacheKey, MaybeULongMethod.CacheKey>([0, ulong.MaxValue, .. Random(Gen.ULong)], static v => new(v), static v => new(v));
        Compare<nint, NativeMethod.CacheKey, MaybeNativeMethod.CacheKey>([0, -1, nint.MaxValue], static v => new(v), static v => new(v));
        Compare<nuint, UNativeMethod.CacheKey, MaybeUNativeMethod.CacheKey>([0, 1, nuint.MaxValue], static v => new(v), static v => new(v));
        Compare<Int128, WideMethod.CacheKey, MaybeWideMethod.CacheKey>([0, -1, 1, Int128.MaxValue, (Int128)1 << 64], static v => new(v), static v => new(v));
        Compare<UInt128, UWideMethod.CacheKey, MaybeUWideMethod.CacheKey>([0, 1, UInt128.MaxValue, (UInt128)1 << 64], static v => new(v), static v => new(v));
    }

    [Fact]
    public void Dates_and_times_are_the_same_as_their_bytes()
    {
        var noon = new DateTime(2024, 10, 27, 2, 30, 0, DateTimeKind.Unspecified);
        DateTime[] dates =
        [
            default, noon, DateTime.SpecifyKind(noon, DateTimeKind.Utc), DateTime.SpecifyKind(noon, DateTimeKind.Local), noon.AddTicks(1),
            TimeZoneInfo.ConvertTimeFromUtc(new DateTime(2024, 10, 27, 0, 30, 0, DateTimeKind.Utc), TimeZoneInfo.Local), .. Random(Gen.DateTime),
        ];
        Compare(dates, static v => new DateMethod.CacheKey(v), static v => new MaybeDateMethod.CacheKey(v));

        // One instant at two offsets; one reading of the clock at two.
        DateTimeOffset[] instants =
        [
            new(2024, 1, 1, 10, 0, 0, TimeSpan.Zero), new(2024, 1, 1, 12, 0, 0, TimeSpan.FromHours(2)), new(2024, 1, 1, 10, 0, 0, TimeSpan.FromHours(2)), default,
            .. Random(Gen.DateTimeOffset),
        ];
        Compare(instants, static v => new InstantMethod.CacheKey(v), static v => new MaybeInstantMethod.CacheKey(v));
        Compare([TimeSpan.Zero, TimeSpan.FromTicks(-1), TimeSpan.MaxValue], static v => new SpanMethod.CacheKey(v), static v => new MaybeSpanMethod.CacheKey(v));
        Compare([DateOnly.MinValue, DateOnly.MaxValue, new DateOnly(2024, 2, 29)], static v => new DayMethod.CacheKey(v), static v => new MaybeDayMethod.CacheKey(v));
        Compare([TimeOnly.MinValue, TimeOnly.MaxValue, new TimeOnly(1)], static v => new ClockMethod.CacheKey(v), static v => new MaybeClockMethod.CacheKey(v));
    }

    [Fact]
    public void Other_plain_values_are_the_same_as_their_bytes()
    {
        Compare(['\0', 'a', 'A', '\ud800', '\udc00', '%'], static v => new LetterMethod.CacheKey(v), static v => new MaybeLetterMethod.CacheKey(v));
        Compare([true, false], static v => new FlagMethod.CacheKey(v), static v => new MaybeFlagMethod.CacheKey(v));
        Compare([Guid.Empty, .. Random(Gen.Guid)], static v => new IdMethod.CacheKey(v), static v => new MaybeIdMethod.CacheKey(v));
        Compare([Shade.Dark, Shade.None, Shade.Light, (Shade)77], static v => new ShadeMethod.CacheKey(v), static v => new MaybeShadeMethod.CacheKey(v));
    }

    [Fact]
    public void Several_values_and_paths_are_the_same_as_their_bytes()
    {
        Item?[] items = [null, new(null, null), new("", null), new("a", null), new("a", new(1)), new("a", new(2)), new(null, new(1))];
        var keys = items.SelectMany(static item => s_texts.Take(5).Prepend(null).SelectMany(text => Enumerable.Range(0, 2).Select(id => new PathMethod.CacheKey(id, text, item)))).ToList();
        Compare(keys);
        Assert.Equal(keys.Select(static k => Convert.ToHexString(BytesOf(k))).Distinct().Count(), keys.Select(HashOf).Distinct().Count());
    }

    private static List<T> Random<T>(Gen<T> values) => values.List[8].Single();

    private static void Compare<T, TKey>(IEnumerable<T> values, Func<T, TKey> key)
        where TKey : struct, INearKey<TKey> => Compare([.. values.Select(key)]);

    private static void Compare<T, TKey, TMaybe>(T[] values, Func<T, TKey> key, Func<T?, TMaybe> maybe)
        where T : struct
        where TKey : struct, INearKey<TKey>
        where TMaybe : struct, INearKey<TMaybe>
    {
        Compare([.. values.Select(key)]);
        Compare([.. values.Select(v => maybe(v)).Append(maybe(null)).Append(maybe(default(T)))]);
    }

    private static void Compare<TKey>(List<TKey> keys)
        where TKey : struct, INearKey<TKey>
    {
        foreach (var a in keys)
        {
            foreach (var b in keys)
            {
                var (first, second) = (BytesOf(a), BytesOf(b));
                var same = first.AsSpan().SequenceEqual(second);
                Assert.True(same == a.IsSame(b), $"{typeof(TKey)}: {Convert.ToHexString(first)} and {Convert.ToHexString(second)}");
                Assert.True(!same || HashOf(a) == HashOf(b), $"{typeof(TKey)}: {Convert.ToHexString(first)} has two hashes");
            }
        }
    }

    private static byte[] BytesOf<TKey>(TKey key)
        where TKey : struct, INearKey<TKey>
    {
        var writer = new KeyWriter(stackalloc byte[256]);
        key.WriteKey(ref writer);
        var bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }

    private static ulong HashOf<TKey>(TKey key)
        where TKey : struct, INearKey<TKey>
    {
        var hash = new KeyHash(12345);
        key.AddTo(ref hash);
        return hash.Value;
    }

    private sealed record Part(int Number);

    private sealed record Item(string? Name, Part? Part);

    [Cached("{id}:{text}:{item.Name}:{item.Part.Number}:{text}", Ttl = "1m", Near = "1s")]
    private Task<int> PathCoreAsync(int id, string? text, Item? item) => Task.FromResult(0);

    [Cached(Ttl = "1m", Near = "1s")] private Task<int> TextCoreAsync(string? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> PlainTextCoreAsync(string value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> AddressCoreAsync(Uri? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> VersionCoreAsync(Version? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> DoubleCoreAsync(double value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeDoubleCoreAsync(double? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> SingleCoreAsync(float value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeSingleCoreAsync(float? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> HalfCoreAsync(Half value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeHalfCoreAsync(Half? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> DecimalCoreAsync(decimal value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeDecimalCoreAsync(decimal? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> IntCoreAsync(int value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeIntCoreAsync(int? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> ByteCoreAsync(byte value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeByteCoreAsync(byte? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> SByteCoreAsync(sbyte value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeSByteCoreAsync(sbyte? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> ShortCoreAsync(short value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeShortCoreAsync(short? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> UShortCoreAsync(ushort value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeUShortCoreAsync(ushort? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> UIntCoreAsync(uint value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeUIntCoreAsync(uint? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> LongCoreAsync(long value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeLongCoreAsync(long? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> ULongCoreAsync(ulong value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeULongCoreAsync(ulong? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> NativeCoreAsync(nint value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeNativeCoreAsync(nint? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> UNativeCoreAsync(nuint value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeUNativeCoreAsync(nuint? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> WideCoreAsync(Int128 value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeWideCoreAsync(Int128? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> UWideCoreAsync(UInt128 value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeUWideCoreAsync(UInt128? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> DateCoreAsync(DateTime value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeDateCoreAsync(DateTime? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> InstantCoreAsync(DateTimeOffset value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeInstantCoreAsync(DateTimeOffset? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> SpanCoreAsync(TimeSpan value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeSpanCoreAsync(TimeSpan? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> DayCoreAsync(DateOnly value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeDayCoreAsync(DateOnly? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> ClockCoreAsync(TimeOnly value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeClockCoreAsync(TimeOnly? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> LetterCoreAsync(char value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeLetterCoreAsync(char? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> FlagCoreAsync(bool value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeFlagCoreAsync(bool? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> IdCoreAsync(Guid value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeIdCoreAsync(Guid? value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> ShadeCoreAsync(Shade value) => Task.FromResult(0);
    [Cached(Ttl = "1m", Near = "1s")] private Task<int> MaybeShadeCoreAsync(Shade? value) => Task.FromResult(0);
}
