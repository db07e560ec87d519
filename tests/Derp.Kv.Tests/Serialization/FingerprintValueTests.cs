using System.Numerics;
using CsCheck;
using Derp.Kv.Serialization;
using Derp.Kv.Tests.Runtime;

namespace Derp.Kv.Tests.Serialization;

/// <summary>I29: what counts as equal in a fingerprint, by the rules of keys (K3, K4).</summary>
public class FingerprintValueTests
{
    private static readonly double s_otherNaN = BitConverter.UInt64BitsToDouble(0x7ff8_0000_0000_0001);

    [Fact]
    public void I29_K3_Numbers_count_by_value()
    {
        Same(KvSerializers.Double, 0.0, -0.0);
        Same(KvSerializers.Double, double.NaN, s_otherNaN);
        Same(KvSerializers.Single, 0f, -0f);
        Same(KvSerializers.Single, float.NaN, BitConverter.UInt32BitsToSingle(0x7fc0_0001));
        Same(KvSerializers.Half, Half.Zero, Half.NegativeZero);
        Same(KvSerializers.Complex, new Complex(0, 1), new Complex(-0.0, 1));
        Same(KvSerializers.Decimal, 5.0m, 5.00m);
        Same(KvSerializers.Decimal, 0m, new decimal(0, 0, 0, isNegative: true, 3));
        Same(KvSerializers.List(KvSerializers.Nullable(KvSerializers.Double)), [null, -0.0], [null, 0.0]);
        Same(KvSerializers.Dictionary(KvSerializers.Double, KvSerializers.Double), new() { [0.0] = s_otherNaN, [7] = 1 }, new() { [7] = 1, [-0.0] = double.NaN });
        Same(KvSerializers.HashSet(KvSerializers.Decimal), [1.0m, 2m], [2.000m, 1m]);
        Same(KvSerializers.HashSet(KvSerializers.Array(KvSerializers.Double)), [[-0.0], [1]], [[1], [0.0]]);
        Gen.Decimal.Sample(static d => Same(KvSerializers.Decimal, d, d + 0.0000m), iter: 200);
    }

    [Fact]
    public void I29_Other_numbers_have_other_fingerprints()
    {
        NotSame(KvSerializers.Decimal, 5m, 500m);
        NotSame(KvSerializers.Decimal, 5.10m, 5.40m);
        NotSame(KvSerializers.Decimal, 1m, -1m);
        NotSame(KvSerializers.Double, double.Epsilon, 0);
        NotSame(KvSerializers.Double, double.NaN, double.PositiveInfinity);
        Gen.Select(Gen.Double, Gen.Double).Where(static (a, b) => !a.Equals(b)).Sample(static (a, b) => NotSame(KvSerializers.Double, a, b));
    }

    [Fact]
    public void I29_Numbers_inside_of_binary_and_text_are_left_alone()
    {
        // What looks like the header of a number in bytes is none.
        byte[] a = [0xcb, 0x80, 0, 0, 0, 0, 0, 0, 0], b = [0xcb, 0, 0, 0, 0, 0, 0, 0, 0];
        NotSame(KvSerializers.ByteArray, a, b);
        NotSame(KvSerializers.List(KvSerializers.ByteArray), [a], [b]);
        NotSame(KvSerializers.ValueTuple(KvSerializers.UInt64, KvSerializers.Double), (0xcb80_0000_0000_0000, 1.5), (0xcb00_0000_0000_0000, 1.5));
    }

    [Fact]
    public void I29_K4_Text_with_half_a_surrogate_pair_is_no_other_text()
    {
        string[] texts = ["\ud800", "\ud801", "\udc00", "\ufffd", "\ud800\ud800", "a\ud800", "\ud800a", "", "\ufffd\ufffd", "\ud83d\ude00"];

        Assert.Equal(texts.Length, texts.Select(static text => Fingerprints.Of(KvSerializers.String, text)).Distinct().Count());
        Assert.Equal(texts.Length, texts.Select(static text => Fingerprints.Of(KvSerializers.StringBuilder, new(text))).Distinct().Count());
        Same(KvSerializers.HashSet(KvSerializers.String), [.. texts], [.. texts.Reverse()]);
    }

    [Fact]
    public void K11_What_a_fingerprint_would_not_see_is_an_ArgumentException_without_values()
    {
        var exception = Assert.Throws<ArgumentException>(static () =>
            Fingerprints.Of(KvSerializers.List(OtherTypeTests.AnimalSerializer.Instance), [new OtherTypeTests.Dog("secret", "secret")]));

        Assert.Contains("Tests.Method", exception.Message, StringComparison.Ordinal);
        Assert.Contains("OtherTypeTests.Dog", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => Fingerprints.Of(KvSerializers.List(KvSerializers.Int32), new OtherTypeTests.Basket { 1 }));
        Assert.Throws<ArgumentException>(static () => Fingerprints.Of(KvSerializers.HashSet(KvSerializers.Int32), new OtherTypeTests.OwnSet { 1 }));
    }

    [Fact]
    public void What_is_stored_while_arguments_are_compared_is_stored_as_ever()
    {
        var inner = Array.Empty<byte>();
        var argument = new Lazy<int>(() =>
        {
            var buffer = new System.Buffers.ArrayBufferWriter<byte>();
            KvSerializers.Decimal.SerializeToRead(buffer, 1.50m);
            inner = buffer.WrittenSpan.ToArray();
            return 1;
        });

        Fingerprints.Of(KvSerializers.Lazy(KvSerializers.Int32), argument);

        Assert.Equal(KvSerializers.Decimal.Write(1.50m), inner);
        Assert.False(Fingerprinting.IsOn);
    }

    private static void Same<T>(MessagePackKvSerializer<T> serializer, T a, T b) =>
        Assert.Equal(Fingerprints.Of(serializer, a), Fingerprints.Of(serializer, b));

    private static void NotSame<T>(MessagePackKvSerializer<T> serializer, T a, T b) =>
        Assert.NotEqual(Fingerprints.Of(serializer, a), Fingerprints.Of(serializer, b));
}
