using System.Diagnostics;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Servers;
using Derp.Kv.Valkey.Tests.Glide.Resp;

namespace Derp.Kv.Valkey.Tests.Glide;

// The server refuses, stalls and dies; what may have been executed is told apart from what was not.
public sealed class GlideServerTests : IAsyncLifetime
{
    private const string Secret = "hunter2";
    private static readonly byte[] s_key = "key"u8.ToArray();
    private static readonly byte[] s_secret = "hunter2"u8.ToArray();
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly RespConnector _connector = new();
    private ValkeyServer _server = null!;
    private ValkeyClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ValkeyServer.StartAsync();
        _client = Client(TimeSpan.FromSeconds(20));
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task Refusals_are_told_by_their_code_and_without_keys()
    {
        await _server.CommandAsync("RPUSH", Secret, "item");
        foreach (var call in (Func<Task>[])
            [
                () => _client.GetAsync(s_secret).AsTask(),
                () => _client.IncrAsync(s_secret).AsTask(),
                () => _client.CompareAndDeleteAsync(s_secret, s_secret).AsTask(),
                () => _client.GetOrLeaseAsync(s_secret, LeaseToken.Create(), s_minute).AsTask(),
            ])
        {
            AssertSilent(await Assert.ThrowsAsync<KvException>(call), "WRONGTYPE");
        }

        await _server.CommandAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        await _server.CommandAsync("CONFIG", "SET", "maxmemory", "1");
        foreach (var call in (Func<Task>[])
            [
                () => _client.SetAsync(s_secret, s_secret).AsTask(),
                () => _client.SetNxGetAsync(s_secret, s_secret, s_minute).AsTask(),
                () => _client.AcquirePermitAsync(s_key, new PermitRequest(3, s_minute)).AsTask(),
            ])
        {
            var full = await Assert.ThrowsAsync<KvUnavailableException>(call);
            Assert.False(full.OutcomeUnknown);
            AssertSilent(full, "OOM");
        }
    }

    [Fact]
    public async Task Smallest_permissions_of_the_docs_are_enough()
    {
        string[] commands = ["get", "set", "mget", "mset", "unlink", "exists", "pttl", "pexpire", "incr", "scan", "ping", "eval", "evalsha", "time", "client|setname"];
        await _server.CommandAsync(["ACL", "SETUSER", "small", "on", ">" + Secret, "~*", "-@all", .. commands.Select(static name => "+" + name)]);
        await using var client = Client(TimeSpan.FromSeconds(20), new ValkeyConfig { Username = "small", Password = Secret });
        await client.ConnectAsync();
        await client.SetAsync(s_key, s_key, s_minute);
        Assert.True(await client.ExpireAsync(s_key, s_minute));
        Assert.NotNull(await client.TtlAsync(s_key));
        Assert.True(await client.CompareAndSetAsync(s_key, s_key, s_secret, s_minute));
        foreach (var algorithm in Enum.GetValues<RateLimitAlgorithm>())
            Assert.True((await client.AcquirePermitAsync(new[] { (byte)algorithm }, new PermitRequest(3, s_minute, Algorithm: algorithm))).Allowed);
        await client.MSetAsync([new(s_key, s_key)]);
        Assert.Equal(s_key, Assert.Single(await client.MGetAsync([s_key])));
        Assert.Equal(1, await client.DeleteManyAsync([s_key]));
        await foreach (var _ in client.ScanAsync())
        {
        }
    }

    [Fact]
    public async Task Missing_permission_to_ping_is_no_reason_not_to_connect()
    {
        await _server.CommandAsync("ACL", "SETUSER", "app", "on", ">" + Secret, "~allowed", "+@all", "-ping");
        await using var client = Client(TimeSpan.FromSeconds(20), new ValkeyConfig { Username = "app", Password = Secret });
        await client.ConnectAsync();
        AssertSilent(await Assert.ThrowsAsync<KvException>(async () => await client.GetAsync(s_secret)), "NOPERM");
    }

    [Fact]
    public async Task Changed_password_is_taken_before_and_after_connecting()
    {
        await _server.CommandAsync("CONFIG", "SET", "requirepass", "second");
        await using var client = Client(TimeSpan.FromSeconds(20), new ValkeyConfig { Password = "first" });
        AssertSilent(await Assert.ThrowsAsync<KvException>(async () => await client.ConnectAsync()), "password");
        await client.UpdatePasswordAsync("second");
        await Eventually.SucceedsAsync(() => client.SetNxAsync(s_key, s_key), refusedMeanwhile: true);

        await CommandAsync("second", "CONFIG", "SET", "requirepass", "third");
        await client.UpdatePasswordAsync("third", authenticateNow: true);
        Assert.True(await client.ExistsAsync(s_key));
        await Assert.ThrowsAsync<KvException>(async () => await client.UpdatePasswordAsync("wrong-" + Secret, authenticateNow: true));

        await Assert.ThrowsAsync<ArgumentNullException>(async () => await client.UpdatePasswordAsync(null!));
        await Assert.ThrowsAsync<ArgumentException>(async () => await client.UpdatePasswordAsync(""));
        AssertSilent(await Assert.ThrowsAsync<ArgumentException>(async () => await client.UpdatePasswordAsync(Secret + "\0")), "null character");
        await client.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.UpdatePasswordAsync("fourth"));
    }

    [Fact]
    public async Task Database_and_name_are_those_of_the_configuration()
    {
        await using var client = Client(TimeSpan.FromSeconds(20), new ValkeyConfig { Database = 3, ClientName = "shop" });
        await client.SetAsync(s_key, s_key);
        Assert.Equal("db3:keys=1,expires=0,avg_ttl=0", ((string)(await _server.CommandAsync("INFO", "keyspace"))!).Split("\r\n")[1]);
        Assert.Contains(" name=shop ", (string)(await _server.CommandAsync("CLIENT", "LIST"))!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_is_not_there_yet_is_found_when_it_comes_and_again_after_a_crash()
    {
        _server.Kill();
        Assert.False((await Assert.ThrowsAsync<KvUnavailableException>(async () => await _client.SetAsync(s_key, s_key))).OutcomeUnknown);
        await _server.RestartAsync();
        Assert.True(await Eventually.SucceedsAsync(() => _client.SetNxAsync(s_key, s_key)));

        _server.Kill();
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await _client.GetAsync(s_key));
        await Assert.ThrowsAsync<KvUnavailableException>(async () =>
        {
            await foreach (var _ in _client.ScanAsync())
            {
            }
        });
        await _server.RestartAsync();
        Assert.Null(await Eventually.SucceedsAsync(() => _client.GetAsync(s_key)));
        Assert.False(await _client.CompareAndDeleteAsync(s_key, s_key));
    }

    [Fact]
    public async Task Unanswered_command_has_an_unknown_outcome_and_is_not_sent_again_R14()
    {
        await using var client = Client(TimeSpan.FromSeconds(1));
        await client.IncrAsync(s_key);
        await client.AcquirePermitAsync(s_secret, new PermitRequest(100, s_minute));
        await _server.CommandAsync("CLIENT", "PAUSE", "60000", "WRITE");
        var increments = Enumerable.Range(0, 5).Select(_ => client.IncrAsync(s_key).AsTask());
        var permits = Enumerable.Range(0, 5).Select(_ => client.AcquirePermitAsync(s_secret, new PermitRequest(100, s_minute)).AsTask());
        foreach (var call in increments.Concat<Task>(permits).ToArray())
            Assert.True((await Assert.ThrowsAsync<KvUnavailableException>(() => call)).OutcomeUnknown);
        await _server.CommandAsync("CLIENT", "UNPAUSE");

        Assert.Equal(7, await Eventually.SucceedsAsync(() => _client.IncrAsync(s_key)));
        Assert.Equal(7, (await _client.AcquirePermitAsync(s_secret, new PermitRequest(100, s_minute))).Count);
    }

    [Fact]
    public async Task Caller_who_cancels_leaves_at_once_and_his_memory_is_his_own()
    {
        await _client.ConnectAsync();
        await _server.CommandAsync("CLIENT", "PAUSE", "60000", "WRITE");
        var (key, value) = ("mine"u8.ToArray(), new byte[1 << 20]);
        using var source = new CancellationTokenSource();
        var call = _client.SetAsync(key, value, null, source.Token).AsTask();
        await source.CancelAsync();
        Assert.Equal(source.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call)).CancellationToken);
        key.AsSpan().Fill((byte)'x');
        value.AsSpan().Fill(1);
        await _server.CommandAsync("CLIENT", "UNPAUSE");

        var stored = await Eventually.SucceedsAsync(async () => await _client.GetAsync("mine"u8.ToArray()) ?? throw new KvUnavailableException());
        Assert.Equal(1 << 20, stored.Length);
        Assert.False(stored.AsSpan().ContainsAnyExcept((byte)0));
    }

    [Fact]
    public async Task Disposal_waits_for_a_dead_server_for_a_bounded_time_and_closes_the_channel_when_it_has_answered()
    {
        var client = Client(TimeSpan.FromSeconds(1));
        await client.GetAsync(s_key);
        var channel = _connector.Channel!;
        await _server.CommandAsync("CLIENT", "PAUSE", "60000", "ALL");
        var call = client.GetAsync(s_key).AsTask();
        var watch = Stopwatch.StartNew();
        await client.DisposeAsync();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        await Assert.ThrowsAnyAsync<KvException>(() => call);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.GetAsync(s_key));

        // The library would take its end under a command for the end of the process.
        Assert.False(channel.IsDisposed);
        _server.Kill();
        await Eventually.HoldsAsync(() => Task.FromResult(channel.IsDisposed), "The channel should have been closed.");
    }

    private async Task CommandAsync(string password, params string[] parts)
    {
        await using var connection = await RespConnection.OpenAsync(_server.Port);
        Assert.Equal("OK", await connection.SendAsync("AUTH", password));
        Assert.Equal("OK", await connection.SendAsync(parts));
    }

    private ValkeyClient Client(TimeSpan timeout, ValkeyConfig? like = null) => new(
        new ValkeyConfig
        {
            Addresses = [ValkeyAddress.Parse(_server.Endpoint)],
            Username = like?.Username,
            Password = like?.Password,
            Database = like?.Database ?? 0,
            ClientName = like is null ? "derp-kv" : like.ClientName,
        },
        new KvClientOptions { OperationTimeout = timeout },
        _connector);

    private static void AssertSilent(Exception exception, string expected)
    {
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, exception.ToString(), StringComparison.Ordinal);
    }
}
