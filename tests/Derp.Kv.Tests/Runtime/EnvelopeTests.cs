using System.Buffers.Binary;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Runtime;

namespace Derp.Kv.Tests.Runtime;

/// <summary>What is made of stored bytes: whatever they are, one of the kinds, and never an exception (C31).</summary>
public class EnvelopeTests
{
    private static readonly StoredType s_type = StoredType.Named("Shop.Product");

    private static byte[] Stored(byte flags = 0, string fields = "", string body = "cafe", string key = "a")
    {
        var header = new byte[Envelope.HeaderSize];
        Envelope.WriteHeader(header, TestKey.Bytes(key), s_type, DateTimeOffset.UnixEpoch, isNull: false);
        header[1] = flags;
        return [.. header, .. Convert.FromHexString(fields), .. Convert.FromHexString(body)];
    }

    private static EnvelopeKind Read(byte[] stored, out int body) => Envelope.Read(stored, TestKey.Bytes("a"), s_type, out body);

    private const string Tag = "00112233445566770011223344556677";

    // Columns: flags, fields, body, what it is, where the body begins.
    public static TheoryData<byte, string, string, string, int> Kinds => new()
    {
        { 0, "", "cafe", nameof(EnvelopeKind.Value), 18 },
        { 0, "", "", nameof(EnvelopeKind.Value), 18 },
        { 1, "", "", nameof(EnvelopeKind.Null), 18 },
        { 1, "", "c0", nameof(EnvelopeKind.TrailingBytes), 18 },
        { 4, "03616263", "cafe", nameof(EnvelopeKind.Value), 22 },
        { 4, "00", "cafe", nameof(EnvelopeKind.Value), 19 },
        { 4, "", "", nameof(EnvelopeKind.Truncated), 18 },
        { 4, "0361", "", nameof(EnvelopeKind.Truncated), 22 },
        { 4, "ff61", "cafe", nameof(EnvelopeKind.Truncated), 274 },
        { 5, "0161", "", nameof(EnvelopeKind.Null), 20 },
        { 5, "0161", "c0", nameof(EnvelopeKind.TrailingBytes), 20 },
        { 16, "", "cafe", nameof(EnvelopeKind.Value), 18 },
        { 17, "", "", nameof(EnvelopeKind.Null), 18 },
        { 20, "0161", "cafe", nameof(EnvelopeKind.Value), 20 },
        { 2, "00", "cafe", nameof(EnvelopeKind.AsksMore), 19 },
        { 2, "01" + Tag, "cafe", nameof(EnvelopeKind.AsksMore), 35 },
        { 2, "02" + Tag, "cafe", nameof(EnvelopeKind.Truncated), 51 },
        { 2, "", "", nameof(EnvelopeKind.Truncated), 18 },
        { 2, "ff" + Tag, "", nameof(EnvelopeKind.Truncated), 4099 },
        { 8, "00000000000003e8", "cafe", nameof(EnvelopeKind.AsksMore), 26 },
        { 8, "000003e8", "", nameof(EnvelopeKind.Truncated), 26 },
        { 31, "01" + Tag + "0161" + "00000000000003e8", "", nameof(EnvelopeKind.AsksMore), 45 },
        { 32, "", "cafe", nameof(EnvelopeKind.UnknownFlags), 18 },
        { 64, "", "cafe", nameof(EnvelopeKind.UnknownFlags), 18 },
        { 128, "", "cafe", nameof(EnvelopeKind.UnknownFlags), 18 },
        { 255, "", "cafe", nameof(EnvelopeKind.UnknownFlags), 18 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void C31_Flags_and_fields_say_what_it_is(byte flags, string fields, string body, string kind, int begins)
    {
        Assert.Equal(kind, Read(Stored(flags, fields, body), out var at).ToString());
        Assert.Equal(begins, at);
    }

    [Fact]
    public void C31_Each_length_up_to_the_header_is_truncated()
    {
        var stored = Stored();
        for (var length = 0; length < Envelope.HeaderSize; length++)
            Assert.Equal(EnvelopeKind.Truncated, Read(stored[..length], out _));
    }

    [Fact]
    public void C31_Each_byte_of_the_header_in_each_value_is_a_kind()
    {
        for (var at = 0; at < Envelope.HeaderSize; at++)
        {
            for (var change = 1; change < 256; change++)
            {
                var stored = Stored(body: "");
                stored[at] ^= (byte)change;
                var kind = Read(stored, out _);

                // When it was made decides nothing.
                EnvelopeKind[] expected = at switch
                {
                    0 => [EnvelopeKind.OtherVersion],
                    1 => [EnvelopeKind.Null, EnvelopeKind.Value, EnvelopeKind.Truncated, EnvelopeKind.UnknownFlags],
                    < 10 => [EnvelopeKind.Value],
                    _ => [EnvelopeKind.Foreign],
                };
                Assert.Contains(kind, expected);
            }
        }
    }

    [Fact]
    public void C31_Random_fields_are_a_kind_and_a_body_never_begins_behind_the_end()
    {
        var random = new Random(20_261_128);
        for (var i = 0; i < 20_000; i++)
        {
            var fields = new byte[random.Next(40)];
            random.NextBytes(fields);
            var stored = Stored((byte)random.Next(256), Convert.ToHexString(fields));

            if (Read(stored, out var body) == EnvelopeKind.Value)
                Assert.InRange(body, Envelope.HeaderSize, stored.Length);
        }
    }

    // Whole calls, over values of which one bit is wrong.
    [Fact]
    public async Task C31_C32_A_call_over_any_mutation_returns_a_value_of_its_method()
    {
        await using var client = new MemoryKvClient();
        var method = new CachedMethod<TestKey, string?>("Tests.Mutated", "test:{name}", "string", Utf8Serializer.Instance, new CachedPolicy { Ttl = TimeSpan.FromHours(1) });
        await CallAsync("old");
        var stored = (await client.GetAsync(TestKey.Bytes("a")))!;
        for (var bit = 0; bit < stored.Length * 8; bit++)
        {
            byte[] mutated = [.. stored];
            mutated[bit / 8] ^= (byte)(1 << (bit % 8));
            await client.SetAsync(TestKey.Bytes("a"), mutated);

            var value = await CallAsync("fresh");

            // The body is its serializer's to check, and this one takes any text; a null is a value of one bit.
            if (bit / 8 is 0 or >= 10 and < Envelope.HeaderSize)
                Assert.Equal("fresh", value);
            else if (bit / 8 is > 1 and < 10)
                Assert.Equal("old", value);
        }

        ValueTask<string?> CallAsync(string? value) => method.InvokeAsync(client, new TestKey("a"), value, static (value, _) => new(value), default);
    }

    [Fact]
    public void C35_K10_The_check_is_of_key_and_type_together()
    {
        var stored = Stored();

        Assert.Equal(EnvelopeKind.Value, Envelope.Read(stored, TestKey.Bytes("a"), StoredType.Named("Shop.Product"), out _));
        Assert.Equal(EnvelopeKind.Foreign, Envelope.Read(stored, TestKey.Bytes("b"), s_type, out _));
        Assert.Equal(EnvelopeKind.Foreign, Envelope.Read(stored, TestKey.Bytes("a"), StoredType.Named("Shop.Products"), out _));
    }

    // What moves from the key's end to the name's beginning makes another check, also around a length that looks like ours.
    [Theory]
    [InlineData("ab", "c", "a", "bc")]
    [InlineData("a", "bc", "abc", "")]
    [InlineData("a\0\0\0\u0001", "b", "a", "\0\0\0\u0001b")]
    [InlineData("x", "", "", "x")]
    public void K10_Key_and_type_are_framed(string key, string type, string otherKey, string otherType) =>
        Assert.NotEqual(
            StoredType.Named(type).Check(System.Text.Encoding.UTF8.GetBytes(key)),
            StoredType.Named(otherType).Check(System.Text.Encoding.UTF8.GetBytes(otherKey)));

    // Long keys and long names go another way in memory, and not another way in bytes.
    [Theory]
    [InlineData(0)]
    [InlineData(239)]
    [InlineData(240)]
    [InlineData(241)]
    [InlineData(5000)]
    public void The_check_is_XxHash3_of_key_name_and_length(int size)
    {
        var key = new byte[size];
        new Random(size).NextBytes(key);
        byte[] length = [0, 0, 0, 12];

        Assert.Equal(
            System.IO.Hashing.XxHash3.HashToUInt64([.. key, .. "Shop.Product"u8, .. length]),
            s_type.Check(key));
        Assert.Equal(12, BinaryPrimitives.ReadInt32BigEndian(length));
    }
}
