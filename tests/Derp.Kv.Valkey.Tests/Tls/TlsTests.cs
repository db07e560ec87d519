using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Derp.Kv.Valkey.Tests.Tls;

// Who is let in and who is not, on both sides; and what the refused is told.
public sealed class TlsTests : IDisposable
{
    private const string Secret = "hunter2";
    private static readonly byte[] s_key = "key"u8.ToArray();
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly TestAuthority _authority = new("ours");
    private readonly TestAuthority _stranger = new("strangers");

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task A_trusted_certificate_is_accepted_by_name_and_by_address(string host)
    {
        using var certificate = _authority.Issue("localhost");
        await using var server = await TlsServer.StartAsync(_authority, certificate);
        var configuration = Configuration(server, host);
        configuration.Password = null;
        configuration.TrustIssuer(server.AuthorityFile);
        await using var client = new StackExchangeRedisKvClient(configuration, Patient());

        await client.ConnectAsync();
        await client.SetAsync(s_key, new byte[100_000], s_minute);
        Assert.Equal(100_000, (await client.GetAsync(s_key))!.Length);
        Assert.Equal([1], await client.GuardedGetAsync("page"u8.ToArray(), static _ => new([1]), s_minute));
        Assert.True(await client.SubscribeToNoticesAsync(static _ => { }));
    }

    [Fact]
    public async Task The_applications_client_speaks_tls_by_the_librarys_settings()
    {
        using var certificate = _authority.Issue("localhost");
        await using var server = await TlsServer.StartAsync(_authority, certificate);
        var configuration = Configuration(server);
        configuration.Password = null;
        configuration.TrustIssuer(server.AuthorityFile);
        await using var provider = new ServiceCollection().AddDerpKv(kv => kv.UseStackExchangeRedis(configuration)).BuildServiceProvider();

        await provider.GetRequiredService<KvClient>().ConnectAsync();
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddDerpKv(kv => kv.UseStackExchangeRedis(new ConfigurationOptions())));
        Assert.Throws<ArgumentNullException>(() => new StackExchangeRedisKvClient((ConfigurationOptions)null!));
    }

    [Theory]
    [InlineData("nobody trusted", "UntrustedRoot")]
    [InlineData("another authority trusted", "")]
    [InlineData("expired", "")]
    [InlineData("another host", "RemoteCertificateNameMismatch")]
    public async Task A_certificate_that_is_not_to_be_trusted_is_refused_with_the_reason(string why, string reason)
    {
        using var certificate = _authority.Issue(why == "another host" ? "elsewhere.example" : "localhost", expired: why == "expired");
        await using var server = await TlsServer.StartAsync(_authority, certificate);
        var configuration = Configuration(server);
        if (why == "another authority trusted")
            configuration.TrustIssuer(_stranger.Certificate);
        else if (why == "expired")
            configuration.TrustIssuer(server.AuthorityFile);
        await using var client = new StackExchangeRedisKvClient(configuration, Patient());

        foreach (var call in (Func<Task>[])[() => client.ConnectAsync().AsTask(), () => client.SetAsync(s_key, s_key).AsTask()])
        {
            var refused = await RefusedAsync(call);
            Assert.IsType<AuthenticationException>(refused.InnerException);
            Assert.Contains("TLS handshake", refused.Message, StringComparison.Ordinal);
            Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        }

        // An outage for the cache; for a claim a refusal.
        Assert.Equal([1], await client.GuardedGetAsync(s_key, static _ => new([1]), s_minute));
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await client.AlreadyProcessedAsync("event"));
    }

    [Fact]
    public async Task A_revoked_certificate_is_refused_where_the_chain_is_checked_for_it()
    {
        using var lists = new RevocationListServer();
        using var authority = new TestAuthority("revoking", lists.Address);
        using var good = authority.Issue("localhost");
        using var revoked = authority.Issue("localhost");
        lists.Publish(authority.Revoke(revoked));
        await using var first = await TlsServer.StartAsync(authority, good);
        await using var second = await TlsServer.StartAsync(authority, revoked);

        await using var welcome = new StackExchangeRedisKvClient(Checking(first, authority), Patient());
        await welcome.ConnectAsync();
        await using var unwelcome = new StackExchangeRedisKvClient(Checking(second, authority), Patient());
        var refused = await RefusedAsync(() => unwelcome.ConnectAsync().AsTask());

        Assert.Contains("Revoked", refused.Message, StringComparison.Ordinal);
        Assert.True(lists.Asked > 0);
    }

    [Fact]
    public async Task A_client_with_a_certificate_of_the_servers_authority_is_let_in()
    {
        using var certificate = _authority.Issue("localhost");
        using var mine = _authority.Issue(host: null);
        await using var server = await TlsServer.StartAsync(_authority, certificate, asksClients: true);
        await using var client = new StackExchangeRedisKvClient(Presenting(server, mine), Patient());
        await client.SetAsync(s_key, s_key, s_minute);
        Assert.Equal(s_key, await client.GetAsync(s_key));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("another authority's")]
    [InlineData("expired")]
    public async Task A_client_without_a_certificate_that_the_server_trusts_is_told_of_it(string which)
    {
        using var certificate = _authority.Issue("localhost");
        using var mine = (which == "another authority's" ? _stranger : _authority).Issue(host: null, expired: which == "expired");
        await using var server = await TlsServer.StartAsync(_authority, certificate, asksClients: true);
        await using var client = new StackExchangeRedisKvClient(Presenting(server, which == "none" ? null : mine), Patient());
        var refused = await RefusedAsync(() => client.ConnectAsync().AsTask());
        Assert.Contains("client certificate", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_client_is_told_of_tls()
    {
        using var certificate = _authority.Issue("localhost");
        await using var server = await TlsServer.StartAsync(_authority, certificate);
        var plain = Configuration(server);
        plain.Ssl = false;
        await using var client = new StackExchangeRedisKvClient(plain, Patient());
        var refused = await RefusedAsync(() => client.ConnectAsync().AsTask());
        Assert.Contains("TLS", refused.Message, StringComparison.Ordinal);
    }

    private static KvClientOptions Patient() => new() { OperationTimeout = TimeSpan.FromSeconds(20) };

    private static ConfigurationOptions Configuration(TlsServer server, string host = "localhost") => new()
    {
        EndPoints = { { host, server.Port } },
        Ssl = true,
        SslHost = host,
        Password = Secret,
    };

    // What docs/security.md shows.
    private static ConfigurationOptions Checking(TlsServer server, TestAuthority authority)
    {
        var configuration = Configuration(server);
        configuration.Password = null;
        configuration.SslClientAuthenticationOptions = host => new SslClientAuthenticationOptions
        {
            TargetHost = host,
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { authority.Certificate },
                RevocationMode = X509RevocationMode.Online,
                RevocationFlag = X509RevocationFlag.ExcludeRoot,
            },
        };
        return configuration;
    }

    private static ConfigurationOptions Presenting(TlsServer server, X509Certificate2? certificate)
    {
        var configuration = Configuration(server);
        configuration.Password = null;
        configuration.TrustIssuer(server.AuthorityFile);
        if (certificate is not null)
            configuration.CertificateSelection += (_, _, _, _, _) => certificate;
        return configuration;
    }

    private static async Task<KvUnavailableException> RefusedAsync(Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<KvUnavailableException>(call);
        Assert.False(refused.OutcomeUnknown);
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
        return refused;
    }
}
