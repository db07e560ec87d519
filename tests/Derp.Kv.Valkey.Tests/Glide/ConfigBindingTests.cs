using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Derp.Kv.Valkey.Tests.Glide;

public sealed class ConfigBindingTests
{
    private const string Secret = "hunter2";

    [Fact]
    public void Every_setting_is_read()
    {
        var config = Bind(
            ("Addresses:0", "a:1"), ("Addresses:1", "[::1]:2"), ("Mode", "cluster"), ("Username", "app"), ("Password", Secret), ("UseTls", "True"),
            ("TrustedCertificates:0", "ca.pem"), ("ClientName", "shop"), ("Database", "3"), ("ConnectionTimeout", "00:00:00.500"), ("LazyConnect", "true"),
            ("Reconnect:Steps", "7"), ("Reconnect:Factor", "00:00:00.050"), ("Reconnect:Base", "3"), ("Reconnect:JitterPercent", "10"));
        Assert.Equal([new ValkeyAddress("a", 1), new ValkeyAddress("::1", 2)], config.Addresses);
        Assert.Equal((ValkeyMode.Cluster, "app", Secret, true), (config.Mode, config.Username, config.Password, config.UseTls));
        Assert.Equal(["ca.pem"], config.TrustedCertificates);
        Assert.Equal(("shop", 3, true), (config.ClientName, config.Database, config.LazyConnect));
        Assert.Equal(TimeSpan.FromMilliseconds(500), config.ConnectionTimeout);
        Assert.Equal(new ValkeyReconnect { Steps = 7, Factor = TimeSpan.FromMilliseconds(50), Base = 3, JitterPercent = 10 }, config.Reconnect);
    }

    [Fact]
    public void Every_property_is_a_setting()
    {
        var unknown = Assert.Throws<ArgumentException>(() => Bind(("x", "y"), ("Reconnect:x", "y")));
        foreach (var property in typeof(ValkeyConfig).GetProperties().Concat(typeof(ValkeyReconnect).GetProperties()))
            Assert.Contains(property.Name, unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_section_gives_the_defaults()
    {
        var config = Bind();
        Assert.Equal(new ValkeyConfig().ToString(), config.ToString());
        Assert.Equal("derp-kv", config.ClientName);
        Assert.Null(config.Reconnect);
    }

    [Theory]
    [InlineData("a:1,b:2")]
    [InlineData(" a:1 , b:2 ,")]
    public void List_may_be_one_text(string text) =>
        Assert.Equal([new ValkeyAddress("a", 1), new ValkeyAddress("b", 2)], Bind(("addresses", text)).Addresses);

    [Theory]
    [InlineData("Pasword", Secret)]
    [InlineData("Password:Value", Secret)]
    [InlineData("Reconnect:Retries", Secret)]
    [InlineData("Reconnect", Secret)]
    [InlineData("Mode", Secret)]
    [InlineData("Mode", "1")]
    [InlineData("Mode", "Standalone,Cluster")]
    [InlineData("UseTls", Secret)]
    [InlineData("UseTls", "")]
    [InlineData("Database", Secret)]
    [InlineData("Database", "1.0")]
    [InlineData("Database", "-1")]
    [InlineData("ConnectionTimeout", Secret)]
    [InlineData("ConnectionTimeout", "00:00:00")]
    [InlineData("Reconnect:Steps", Secret)]
    [InlineData("Reconnect:Base", "0")]
    [InlineData("Addresses", "a:" + Secret)]
    [InlineData("Addresses", "")]
    [InlineData("Addresses:0", "")]
    [InlineData("Password", "")]
    [InlineData("Username", Secret)]
    public void Setting_that_cannot_be_taken_is_named_and_its_value_is_not(string name, string value)
    {
        var refused = Assert.Throws<ArgumentException>(() => Bind((name, value)));
        Assert.Contains("Shop:Valkey:" + name.Split(':')[0], refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        var refused = Assert.Throws<ArgumentException>(() => Bind(("Database", "x"), ("UseTls", "x"), ("Tls", "true")));
        foreach (var path in (string[])["Shop:Valkey:Database", "Shop:Valkey:UseTls", "Shop:Valkey:Tls is not a setting"])
            Assert.Contains(path, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_and_times_are_read_the_same_under_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("tr-TR");
        try
        {
            var config = Bind(("mode", "CLUSTER"), ("LAZYCONNECT", "true"), ("connectiontimeout", "00:00:01.5"));
            Assert.Equal((ValkeyMode.Cluster, true, TimeSpan.FromMilliseconds(1500)), (config.Mode, config.LazyConnect, config.ConnectionTimeout));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Null_is_refused() => Assert.Throws<ArgumentNullException>(() => ValkeyConfig.Bind(null!));

    private static ValkeyConfig Bind(params (string Name, string Value)[] settings) => ValkeyConfig.Bind(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static setting => new KeyValuePair<string, string?>("Shop:Valkey:" + setting.Name, setting.Value)))
            .Build()
            .GetSection("Shop:Valkey"));
}
