using System.Buffers;
using System.Text;
using Derp.Kv.Tool.Decoding;
using MessagePack;

namespace Derp.Kv.Tool.Tests;

public class MessagePackJsonTests
{
    private static readonly string[] s_names = ["a", "b"];

    [Theory]
    [InlineData("c0", "null")]
    [InlineData("c3", "true")]
    [InlineData("d2fffeee90", "-70000")]
    [InlineData("cfffffffffffffffff", "18446744073709551615")]
    [InlineData("cb3ff8000000000000", "1.5")]
    [InlineData("ca3dcccccd", "0.1")]
    [InlineData("cb7ff8000000000000", "\"NaN\"")]
    [InlineData("a5417ac3bc22", "\"Azü\\u0022\"")]
    [InlineData("c403010203", "\"AQID\"")]
    [InlineData("9301a16190", "[1,\"a\",[]]")]
    [InlineData("82a161010203", "{\"a\":1,\"2\":3}")]
    [InlineData("8193010203c0", "{\"[1,2,3]\":null}")]
    [InlineData("d6ff00000000", "\"1970-01-01T00:00:00Z\"")]
    [InlineData("d40501", "{\"$extension\":5,\"base64\":\"AQ==\"}")]
    [InlineData("a41b5b316d", "\"\\u001B[1m\"")]
    [InlineData("a3e280ae", "\"\\u202E\"")]
    [InlineData("a2c29b", "\"\\u009B\"")]
    public void Each_form_has_its_json(string bytes, string json) => Assert.Equal(json, Json(Convert.FromHexString(bytes)));

    [Theory]
    [InlineData("")]
    [InlineData("c1")]
    [InlineData("92c0")]
    [InlineData("a5616263")]
    [InlineData("c0c0")]
    [InlineData("dd7fffffff")]
    [InlineData("df7fffffff")]
    [InlineData("c67fffffff")]
    [InlineData("a2c328")]
    [InlineData("81a2c32801")]
    public void What_is_damaged_is_named(string bytes) => Assert.NotNull(MessagePackJson.Write(Convert.FromHexString(bytes), json: null));

    [Fact]
    public void A_nest_without_end_does_not_exhaust_the_stack()
    {
        var nest = new byte[1_000_000];
        Array.Fill(nest, (byte)0x91);
        Assert.Equal("is not MessagePack", MessagePackJson.Write(nest, json: null));
    }

    [Fact]
    public void Whatever_it_writes_is_json_for_any_bytes()
    {
        var random = new Random(11);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(1, 40)];
            random.NextBytes(bytes);
            var json = new ArrayBufferWriter<byte>();
            if (MessagePackJson.Write(bytes, json) is null)
                System.Text.Json.JsonDocument.Parse(json.WrittenMemory).Dispose();
        }
    }

    // The library's own conversion, but for what only it or only this one can write.
    [Fact]
    public void A_value_of_the_library_is_as_it_shows_it()
    {
        var bytes = MessagePackSerializer.Serialize(new Dictionary<string, object> { ["id"] = 7, ["names"] = s_names, ["price"] = 12.5, ["none"] = null! }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(MessagePackSerializer.ConvertToJson(bytes, cancellationToken: TestContext.Current.CancellationToken), Json(bytes));
    }

    private static string Json(byte[] bytes)
    {
        var json = new ArrayBufferWriter<byte>();
        Assert.Null(MessagePackJson.Write(bytes, json));
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
