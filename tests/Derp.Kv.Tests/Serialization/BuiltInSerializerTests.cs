using System.Numerics;
using Derp.Kv.Serialization;

namespace Derp.Kv.Tests.Serialization;

public class BuiltInSerializerTests
{
    private const int Rounds = 300;

    // A fixed seed: a failure comes back.
    private readonly Random _random = new(20_240_229);

    private enum Signed : sbyte { Low = -128, High = 127 }

    public enum Plain { None, One }

    public enum Wide : ulong { Top = ulong.MaxValue }

    public enum Tiny : byte { A = 200 }

    public enum OfInt16 : short { A = -3 }

    public enum OfUInt16 : ushort { A = 65_000 }

    public enum OfUInt32 : uint { A = 4_000_000_000 }

    public enum OfInt64 : long { A = long.MinValue }

    public enum Small : sbyte { A = -7 }

    [Fact]
    public void Integers_of_every_width_take_the_library_s_shortest_form()
    {
        var edges = Enumerable.Range(0, 64).SelectMany(bit => new[] { 1L << bit, (1L << bit) - 1, -(1L << bit), -(1L << bit) - 1 }).ToArray();
        Formats.AssertCompatible(KvSerializers.SByte, edges.Select(e => unchecked((sbyte)e)));
        Formats.AssertCompatible(KvSerializers.Byte, edges.Select(e => unchecked((byte)e)));
        Formats.AssertCompatible(KvSerializers.Int16, edges.Select(e => unchecked((short)e)));
        Formats.AssertCompatible(KvSerializers.UInt16, edges.Select(e => unchecked((ushort)e)));
        Formats.AssertCompatible(KvSerializers.Int32, edges.Select(e => unchecked((int)e)));
        Formats.AssertCompatible(KvSerializers.UInt32, edges.Select(e => unchecked((uint)e)));
        Formats.AssertCompatible(KvSerializers.Int64, edges);
        Formats.AssertCompatible(KvSerializers.UInt64, edges.Select(e => unchecked((ulong)e)));
        Formats.AssertCompatible(KvSerializers.Char, edges.Select(e => unchecked((char)e)));
        Formats.AssertCompatible(KvSerializers.BigInteger, edges.Select(e => BigInteger.Pow(e, 3)).Append(BigInteger.Pow(7, 2000)));
    }

    [Fact]
    public void Integers_of_128_bits_come_back()
    {
        foreach (var value in new Int128[] { Int128.MinValue, -1, 0, 1, Int128.MaxValue })
            Assert.Equal(value, KvSerializers.Int128.Deserialize(KvSerializers.Int128.Write(value)));
        foreach (var value in new UInt128[] { UInt128.MinValue, 1, UInt128.MaxValue })
            Assert.Equal(value, KvSerializers.UInt128.Deserialize(KvSerializers.UInt128.Write(value)));
        Formats.AssertRefused(KvSerializers.Int128, KvSerializers.ByteArray.Write(new byte[15]));
        Formats.AssertRefused(KvSerializers.UInt128, KvSerializers.ByteArray.Write(new byte[17]));
    }

    [Fact]
    public void Other_numbers_and_truth()
    {
        Formats.AssertCompatible(KvSerializers.Boolean, [true, false]);
        Formats.AssertCompatible(KvSerializers.Single, Many(() => BitConverter.Int32BitsToSingle(_random.Next())).Append(float.NaN).Append(-0f));
        Formats.AssertCompatible(KvSerializers.Double, Many(() => BitConverter.Int64BitsToDouble(_random.NextInt64())).Append(double.NegativeInfinity));
        Formats.AssertCompatible(KvSerializers.Half, Many(() => (Half)_random.NextSingle()));
        Formats.AssertCompatible(KvSerializers.Decimal, Many(RandomDecimal).Concat([0m, 1.50m, decimal.MaxValue, decimal.MinValue, new decimal(1, 0, 0, true, 28), -0.0m, 1e-28m]));
    }

    [Fact]
    public void A_decimal_keeps_its_scale() =>
        Assert.Equal("1.500", KvSerializers.Decimal.Deserialize(KvSerializers.Decimal.Write(1.500m)).ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Short_text_is_ASCII_or_not_at_any_place()
    {
        var texts = from length in Enumerable.Range(1, 33)
                    from place in Enumerable.Range(0, length)
                    from other in "\u007f\u0080\u00e9\u20ac"
                    select new string('x', place) + other + new string('x', length - place - 1);
        Formats.AssertCompatible(KvSerializers.String, texts);
    }

    [Fact]
    public void Names_are_strings_whatever_their_length()
    {
        foreach (var length in new[] { 0, 1, 31, 32, 255, 256 })
        {
            var name = System.Text.Encoding.UTF8.GetBytes(new string('n', length));
            var buffer = new System.Buffers.ArrayBufferWriter<byte>();
            var writer = new MessagePack.MessagePackWriter(buffer);
            MessagePackWriting.WriteName(ref writer, name);
            writer.Flush();
            Assert.Equal(KvSerializers.String.Write(new string('n', length)), buffer.WrittenSpan.ToArray());
        }
    }

    [Fact]
    public void Text_and_bytes_of_every_header_size()
    {
        int[] lengths = [0, 1, 31, 32, 255, 256, 65_535, 65_536];
        Formats.AssertCompatible(KvSerializers.String, lengths.Select(n => new string('x', n)).Concat(["ü€😀", "\0"]).Append(null!));
        Formats.AssertCompatible(KvSerializers.ByteArray, lengths.Select(n => RandomBytes(n)).Append(null!));
        Formats.AssertCompatibleByBytes(KvSerializers.ReadOnlyMemory, [.. lengths.Select(n => (ReadOnlyMemory<byte>)RandomBytes(n))]);
        Formats.AssertCompatibleByBytes(KvSerializers.Memory, [.. lengths.Select(n => (Memory<byte>)RandomBytes(n))]);
        Formats.AssertCompatible(KvSerializers.Guid, Many(() => new Guid(RandomBytes(16))).Append(Guid.Empty));
        Formats.AssertCompatible(KvSerializers.Uri, [new Uri("https://example.org/a?b=c#d"), new Uri("../x y", UriKind.Relative), null!]);
        Formats.AssertCompatible(KvSerializers.Version, [new Version(1, 2), new Version(1, 2, 3, 4), null!]);
    }

    [Fact]
    public void Dates_and_times()
    {
        Formats.AssertCompatible(KvSerializers.DateTime, Many(() => new DateTime(RandomTicks(), DateTimeKind.Utc)).Concat([DateTime.UnixEpoch, new(0, DateTimeKind.Utc), new(DateTime.MaxValue.Ticks, DateTimeKind.Utc)]));
        Formats.AssertCompatible(KvSerializers.DateTimeOffset, Many(() => new DateTimeOffset(RandomTicks(), TimeSpan.FromMinutes(_random.Next(-840, 841)))).Concat([DateTimeOffset.MinValue, DateTimeOffset.MaxValue]));
        Formats.AssertCompatible(KvSerializers.TimeSpan, Many(() => new TimeSpan(_random.NextInt64())).Concat([TimeSpan.MinValue, TimeSpan.MaxValue]));
        Formats.AssertCompatible(KvSerializers.DateOnly, Many(() => DateOnly.FromDayNumber(_random.Next(DateOnly.MaxValue.DayNumber))));
        Formats.AssertCompatible(KvSerializers.TimeOnly, Many(() => new TimeOnly(_random.NextInt64(TimeSpan.TicksPerDay))));
    }

    [Theory]
    [InlineData(DateTimeKind.Local)]
    [InlineData(DateTimeKind.Unspecified)]
    public void A_time_keeps_the_kind_that_the_library_s_format_forgets(DateTimeKind kind)
    {
        foreach (var value in Many(() => new DateTime(RandomTicks(), kind)))
        {
            var back = KvSerializers.DateTime.Deserialize(KvSerializers.DateTime.Write(value));
            Assert.Equal(kind, back.Kind);
            Assert.Equal(value.ToUniversalTime(), back.ToUniversalTime());
        }

        // The library's native form is this one.
        var now = new DateTime(2024, 2, 29, 12, 0, 0, kind);
        Assert.Equal(
            MessagePack.MessagePackSerializer.Serialize(now, MessagePack.MessagePackSerializerOptions.Standard.WithResolver(MessagePack.Resolvers.NativeDateTimeResolver.Instance), TestContext.Current.CancellationToken),
            KvSerializers.DateTime.Write(now));
    }

    [Fact]
    public void Enums_of_every_underlying_type()
    {
        Formats.AssertCompatible(KvSerializers.Enum<Plain>(), [Plain.One, (Plain)(-9), (Plain)int.MaxValue]);
        Formats.AssertCompatible(KvSerializers.Enum<Wide>(), [Wide.Top, default]);
        Formats.AssertCompatible(KvSerializers.Enum<Tiny>(), [Tiny.A, (Tiny)255]);
        Formats.AssertCompatible(KvSerializers.Enum<OfInt16>(), [OfInt16.A, default]);
        Formats.AssertCompatible(KvSerializers.Enum<OfUInt16>(), [OfUInt16.A, default]);
        Formats.AssertCompatible(KvSerializers.Enum<OfUInt32>(), [OfUInt32.A, default]);
        Formats.AssertCompatible(KvSerializers.Enum<OfInt64>(), [OfInt64.A, default]);
        Formats.AssertCompatible(KvSerializers.Enum<Small>(), [Small.A, (Small)100]);
        Assert.Equal(Signed.Low, KvSerializers.Enum<Signed>().Deserialize(KvSerializers.Enum<Signed>().Write(Signed.Low)));
    }

    [Fact]
    public void Text_that_is_almost_a_number_is_refused()
    {
        foreach (var text in new[] { "", "1,5", "1.5x", " 1", "79228162514264337593543950336", "NaN" })
            Formats.AssertRefused(KvSerializers.Decimal, KvSerializers.String.Write(text));
        foreach (var text in new[] { "", "00000000-0000-0000-0000-00000000000", "00000000-0000-0000-0000-00000000000x", new string('0', 36), "{00000000-0000-0000-0000-000000000000}" })
            Formats.AssertRefused(KvSerializers.Guid, KvSerializers.String.Write(text));
        Formats.AssertRefused(KvSerializers.Decimal, KvSerializers.String.Write(null!));
        Formats.AssertRefused(KvSerializers.TimeOnly, KvSerializers.Int64.Write(-1));
        Formats.AssertRefused(KvSerializers.DateOnly, KvSerializers.Int32.Write(int.MaxValue));
        Formats.AssertRefused(KvSerializers.Byte, KvSerializers.Int32.Write(256));
        Formats.AssertRefused(KvSerializers.Enum<Tiny>(), KvSerializers.Int32.Write(-1));
    }

    private static T[] Many<T>(Func<T> next) => Enumerable.Range(0, Rounds).Select(_ => next()).ToArray();

    private byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private long RandomTicks() => _random.NextInt64(DateTime.MaxValue.Ticks / 10, DateTime.MaxValue.Ticks / 10 * 9);

    private decimal RandomDecimal() =>
        new(_random.Next(), _random.Next(), _random.Next(2) == 0 ? 0 : _random.Next(), _random.Next(2) == 0, (byte)_random.Next(29));
}
