using System.Globalization;
using System.Net;
using System.Text;
using Derp.Kv.Keys;

namespace Derp.Kv.Tests.Keys;

/// <summary>K3: addresses and networks, one text each under every culture.</summary>
public sealed class AddressTests
{
    private static string Text(IPAddress? address)
    {
        var writer = new KeyWriter(stackalloc byte[8]);
        writer.Append(address);
        var text = Encoding.UTF8.GetString(writer.Written);
        writer.Dispose();
        return text;
    }

    [Theory]
    [InlineData("192.168.0.1", "192.168.0.1")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    [InlineData("::", "0-0-0-0-0-0-0-0")]
    [InlineData("::1", "0-0-0-0-0-0-0-1")]
    [InlineData("2001:DB8::ff00:42:8329", "2001-db8-0-0-0-ff00-42-8329")]
    [InlineData("::ffff:1.2.3.4", "0-0-0-0-0-ffff-102-304")]
    [InlineData("fe80::1%3", "fe80-0-0-0-0-0-0-1~3")]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff-ffff-ffff-ffff-ffff-ffff-ffff-ffff")]
    public void K3_Each_address_has_its_text(string address, string expected)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in new[] { "", "fi-FI", "ar-SA" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                Assert.Equal(expected, Text(IPAddress.Parse(address)));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void K1_Null_is_no_address() => Assert.Equal("%n", Text(null));

    [Fact]
    public void K1_Addresses_are_equal_where_their_texts_are()
    {
        var random = new Random(5);
        var addresses = new List<IPAddress> { IPAddress.Any, IPAddress.IPv6Any, IPAddress.Loopback, IPAddress.IPv6Loopback };
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[i % 2 == 0 ? 4 : 16];
            for (var k = 0; k < bytes.Length; k++)
                bytes[k] = (byte)random.Next(0, 3);
            addresses.Add(bytes.Length == 4 ? new IPAddress(bytes) : new IPAddress(bytes, random.Next(0, 3)));
            if (bytes.Length == 4)
                addresses.Add(new IPAddress(bytes).MapToIPv6());
        }

        var texts = new Dictionary<string, IPAddress>();
        foreach (var address in addresses)
        {
            if (texts.TryGetValue(Text(address), out var other))
                Assert.Equal(other, address);
            else
                texts.Add(Text(address), address);
        }

        Assert.Equal(addresses.Distinct().Count(), texts.Count);
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0_8")]
    [InlineData("0.0.0.0/0", "0.0.0.0_0")]
    [InlineData("2001:db8::/32", "2001-db8-0-0-0-0-0-0_32")]
    public void K3_Each_network_has_its_text(string network, string expected)
    {
        var writer = new KeyWriter(stackalloc byte[8]);
        writer.Append(IPNetwork.Parse(network));
        Assert.Equal(expected, Encoding.UTF8.GetString(writer.Written));
        writer.Dispose();
    }

    // I25
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void I25_A_part_without_text_is_refused_by_its_name(string? part)
    {
        var exception = Assert.Throws<ArgumentException>(() =>
        {
            var writer = new KeyWriter(stackalloc byte[32]);
            writer.AppendLiteral("pay:"u8);
            var start = writer.Length;
            writer.Append(part);
            writer.ThrowIfEmpty(start, "request.Key");
        });
        Assert.Equal("request.Key", exception.ParamName);
    }

    [Theory]
    [InlineData("%n")]
    [InlineData("0")]
    public void I25_A_part_with_text_is_not(string part)
    {
        var writer = new KeyWriter(stackalloc byte[32]);
        writer.Append(part);
        writer.ThrowIfEmpty(0, "key");
        Assert.NotEqual(0, writer.Length);
        writer.Dispose();
    }
}
