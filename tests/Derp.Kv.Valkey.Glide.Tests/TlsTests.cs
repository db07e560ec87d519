using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Glide.Tests;

public sealed class TlsTests
{
    private static readonly byte[] s_key = "key"u8.ToArray();

    [Fact]
    public async Task Server_of_a_trusted_authority_is_reached_and_any_other_is_refused()
    {
        Native.SkipWithout();
        using var authority = new TestAuthority("Derp.Kv tests");
        using var certificate = authority.Issue("localhost");
        await using var server = await TlsServer.StartAsync(authority, certificate);
        await using (var trusting = Client(server, server.AuthorityFile))
        {
            await trusting.ConnectAsync();
            await trusting.SetAsync(s_key, s_key);
            Assert.Equal(s_key, await trusting.GetAsync(s_key));
        }

        await using var wary = Client(server);
        Assert.False((await Assert.ThrowsAsync<KvUnavailableException>(async () => await wary.ConnectAsync())).OutcomeUnknown);
    }

    [Fact]
    public async Task Certificate_that_cannot_be_read_is_named_as_the_cause()
    {
        Native.SkipWithout();
        await using var client = new ValkeyClient(new ValkeyConfig { UseTls = true, TrustedCertificates = ["missing.pem"] });
        var failure = await Assert.ThrowsAsync<KvException>(async () => await client.ConnectAsync());
        Assert.Contains("certificates", failure.Message, StringComparison.Ordinal);
    }

    private static ValkeyClient Client(TlsServer server, params string[] certificates) =>
        new(new ValkeyConfig { Addresses = [new("localhost", server.Port)], UseTls = true, TrustedCertificates = certificates });
}
