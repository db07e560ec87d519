namespace Derp.Kv.Valkey.Tests.Glide;

public sealed class AddressTests
{
    [Theory]
    [InlineData("localhost:6379", "localhost", 6379)]
    [InlineData("localhost", "localhost", 6379)]
    [InlineData(" cache.example.com:1 ", "cache.example.com", 1)]
    [InlineData("127.0.0.1:65535", "127.0.0.1", 65535)]
    [InlineData("my_cache-1:7000", "my_cache-1", 7000)]
    [InlineData("[::1]:6380", "::1", 6380)]
    [InlineData("[fe80::1]", "fe80::1", 6379)]
    [InlineData("fe80::1", "fe80::1", 6379)]
    public void Address_is_read(string text, string host, int port)
    {
        Assert.Equal(new ValkeyAddress(host, port), ValkeyAddress.Parse(text));
        Assert.Equal(new ValkeyAddress(host, port), ValkeyAddress.Parse(ValkeyAddress.Parse(text).ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(":6379")]
    [InlineData("localhost:")]
    [InlineData("localhost:0")]
    [InlineData("localhost:65536")]
    [InlineData("localhost:-1")]
    [InlineData("localhost:+1")]
    [InlineData("localhost:hunter2")]
    [InlineData("localhost:6379:1")]
    [InlineData("hunter2@localhost:6379")]
    [InlineData("redis://localhost:6379")]
    [InlineData("local host:6379")]
    [InlineData("[::1")]
    [InlineData("[::1]6379")]
    [InlineData("[]:6379")]
    public void What_is_no_address_is_refused_and_not_quoted(string text)
    {
        Assert.False(ValkeyAddress.TryParse(text, out _));
        var refused = Assert.Throws<FormatException>(() => ValkeyAddress.Parse(text));
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_no_address()
    {
        Assert.False(ValkeyAddress.TryParse(null, out _));
        Assert.Throws<ArgumentNullException>(() => ValkeyAddress.Parse(null!));
    }

    [Fact]
    public void Address_is_parsed_by_generic_code_and_its_text_is_the_same_under_every_culture()
    {
        Assert.Equal(new ValkeyAddress("a", 7), Generic<ValkeyAddress>("a:7"));
        Assert.Equal("[::1]:7", new ValkeyAddress("::1", 7).ToString());

        static T Generic<T>(string text)
            where T : IParsable<T> => T.Parse(text, null);
    }
}
