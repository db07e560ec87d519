namespace Derp.Kv.Valkey.Tests.Glide;

public sealed class ConfigTests
{
    private const string Secret = "hunter2";

    private static readonly Dictionary<string, ValkeyConfig> s_refused = new()
    {
        ["no address"] = new() { Addresses = [] },
        ["null addresses"] = new() { Addresses = null! },
        ["default address"] = new() { Addresses = [default] },
        ["port 0"] = new() { Addresses = [new("a", 0)] },
        ["port 65536"] = new() { Addresses = [new("a", 1), new("a", 65536)] },
        ["host of spaces"] = new() { Addresses = [new(" ", 1)] },
        ["unknown mode"] = new() { Mode = (ValkeyMode)2 },
        ["user without a password"] = new() { Username = Secret },
        ["empty password"] = new() { Password = "" },
        ["empty user"] = new() { Username = "", Password = Secret },
        ["null character in the password"] = new() { Password = Secret + "\0" },
        ["null character in the user"] = new() { Username = "\0", Password = Secret },
        ["certificates without TLS"] = new() { TrustedCertificates = ["ca.pem"] },
        ["certificate without a path"] = new() { UseTls = true, TrustedCertificates = [""] },
        ["null certificates"] = new() { TrustedCertificates = null! },
        ["client name with a space"] = new() { ClientName = "my app" },
        ["empty client name"] = new() { ClientName = "" },
        ["client name beyond ASCII"] = new() { ClientName = "café" },
        ["negative database"] = new() { Database = -1 },
        ["connection time-out of nothing"] = new() { ConnectionTimeout = TimeSpan.Zero },
        ["connection time-out of an hour"] = new() { ConnectionTimeout = TimeSpan.FromHours(1) },
        ["reconnect steps"] = new() { Reconnect = new() { Steps = 0 } },
        ["reconnect factor"] = new() { Reconnect = new() { Factor = TimeSpan.FromTicks(15_000) } },
        ["reconnect base"] = new() { Reconnect = new() { Base = 11 } },
        ["reconnect jitter"] = new() { Reconnect = new() { JitterPercent = 101 } },
    };

    public static TheoryData<string> Refused => new(s_refused.Keys);

    [Theory]
    [MemberData(nameof(Refused))]
    public void Setting_out_of_range_is_refused_by_the_constructor_and_named(string name)
    {
        var config = s_refused[name];
        var refused = Assert.Throws<ArgumentException>(() => new ValkeyClient(config));
        Assert.Equal("config", refused.ParamName);
        Assert.StartsWith("ValkeyConfig.", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
        Assert.NotNull(config.ToString());
    }

    // Crossed on purpose: the library's structure and its core differ in the order of the first and the third.
    [Fact]
    public void Reconnection_reaches_the_librarys_core_as_it_is_meant() =>
        Assert.Equal((3u, 250u, 7u, 20u), new ValkeyReconnect { Steps = 7, Factor = TimeSpan.FromMilliseconds(250), Base = 3 }.ToLibrary());

    [Fact]
    public async Task Defaults_are_a_server_on_this_machine()
    {
        var config = new ValkeyConfig();
        Assert.Equal([new ValkeyAddress("localhost", 6379)], config.Addresses);
        Assert.Equal((ValkeyMode.Standalone, false, 0, false), (config.Mode, config.UseTls, config.Database, config.LazyConnect));
        Assert.Null(config.Username);
        Assert.Null(config.Password);
        await new ValkeyClient(config).DisposeAsync();
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => new ValkeyClient(null!));
        Assert.Throws<ArgumentException>(() => new ValkeyClient(new ValkeyConfig(), new KvClientOptions { OperationTimeout = TimeSpan.Zero }));
    }

    [Fact]
    public void Password_is_in_no_text()
    {
        var config = new ValkeyConfig { Username = "app-" + Secret, Password = Secret, UseTls = true, Mode = ValkeyMode.Cluster, Addresses = [new("a", 1), new("::1", 2)], Database = 3 };
        Assert.Equal("ValkeyConfig { Cluster, a:1, [::1]:2, database 3, TLS }", config.ToString());
    }

    [Fact]
    public void Lists_are_taken_as_they_were()
    {
        var addresses = new[] { new ValkeyAddress("a", 1) };
        var certificates = new List<string> { "ca.pem" };
        var config = new ValkeyConfig { Addresses = addresses, TrustedCertificates = certificates };
        addresses[0] = default;
        certificates.Clear();
        Assert.Equal("a:1", config.Addresses.Single().ToString());
        Assert.Equal("ca.pem", config.TrustedCertificates.Single());
    }

    [Theory]
    [InlineData(10, 1000)]
    [InlineData(2000, 1500)]
    [InlineData(60_000, 5000)]
    public void Connecting_ends_before_the_operation_that_waits_for_it_where_there_is_time(int operation, int expected)
    {
        var timeout = TimeSpan.FromMilliseconds(operation);
        Assert.Equal(TimeSpan.FromMilliseconds(expected), new ValkeyConfig().ConnectionTimeoutFor(timeout));
        Assert.Equal(TimeSpan.FromMinutes(1), new ValkeyConfig { ConnectionTimeout = TimeSpan.FromMinutes(1) }.ConnectionTimeoutFor(timeout));
    }
}
