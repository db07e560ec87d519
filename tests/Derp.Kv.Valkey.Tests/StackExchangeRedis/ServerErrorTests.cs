using Derp.Kv.Coordination;

namespace Derp.Kv.Valkey.Tests.StackExchangeRedis;

// What the server refuses: told apart by code, and no text of the command in the message (K9).
public sealed class ServerErrorTests : OwnServerTests
{
    private const string Secret = "hunter2";
    private static readonly byte[] s_secret = "hunter2"u8.ToArray();

    [Fact]
    public async Task Key_of_another_type_is_an_error_with_its_code()
    {
        await Server.CommandAsync("RPUSH", Secret, "item");
        Func<Task>[] calls =
        [
            () => Client.GetAsync(s_secret).AsTask(),
            () => Client.IncrAsync(s_secret).AsTask(),
            () => Client.SetNxGetAsync(s_secret, s_secret, Minute).AsTask(),
            () => Client.CompareAndDeleteAsync(s_secret, s_secret).AsTask(),
            () => Client.GetOrLeaseAsync(s_secret, LeaseToken.Create(), Minute).AsTask(),
        ];
        foreach (var call in calls)
        {
            var failure = await Assert.ThrowsAsync<KvException>(call);
            Assert.Contains("WRONGTYPE", failure.Message, StringComparison.Ordinal);
            AssertSilent(failure);
        }

        Assert.Equal("list", await Server.CommandAsync("TYPE", Secret));
    }

    [Fact]
    public async Task Full_server_refuses_without_executing()
    {
        await Client.SetNxGetAsync(Key, Value, Minute);
        await Server.CommandAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        await Server.CommandAsync("CONFIG", "SET", "maxmemory", "1");
        Func<Task>[] calls =
        [
            () => Client.SetAsync(s_secret, s_secret).AsTask(),
            () => Client.MSetAsync([new(s_secret, s_secret), new(Key, s_secret)], Minute).AsTask(),
            () => Client.SetNxGetAsync(s_secret, s_secret, Minute).AsTask(),
            () => Client.GetOrLeaseAsync(s_secret, LeaseToken.Create(), Minute).AsTask(),
            () => Client.AcquirePermitAsync(s_secret, new PermitRequest(3, Minute)).AsTask(),
        ];
        foreach (var call in calls)
        {
            var failure = await Assert.ThrowsAsync<KvUnavailableException>(call);
            Assert.False(failure.OutcomeUnknown);
            Assert.Contains("OOM", failure.Message, StringComparison.Ordinal);
            AssertSilent(failure);
        }

        Assert.Equal(Value, await Client.GetAsync(Key));
        Assert.False(await Client.ExistsAsync(s_secret));
    }

    [Fact]
    public async Task Replica_refuses_writes_without_executing()
    {
        await Client.ConnectAsync();
        await Server.CommandAsync("REPLICAOF", "127.0.0.1", "1");
        var failure = await Assert.ThrowsAnyAsync<KvException>(async () => await Client.SetAsync(s_secret, s_secret));
        Assert.False(Assert.IsType<KvUnavailableException>(failure).OutcomeUnknown);
        AssertSilent(failure);
    }

    [Fact]
    public async Task Missing_permission_is_named_with_its_remedy()
    {
        await Server.CommandAsync("ACL", "SETUSER", "app", "on", ">" + Secret, "~allowed", "+@all", "-incr");
        await using var client = CreateClient($",user=app,password={Secret}");
        await client.ConnectAsync();
        await client.SetAsync("allowed"u8.ToArray(), Value);
        foreach (var call in (Func<Task>[])[() => client.GetAsync(s_secret).AsTask(), () => client.IncrAsync("allowed"u8.ToArray()).AsTask()])
        {
            var failure = await Assert.ThrowsAsync<KvException>(call);
            Assert.Contains("NOPERM", failure.Message, StringComparison.Ordinal);
            AssertSilent(failure);
        }
    }

    [Fact]
    public async Task User_who_may_not_ping_is_told_when_he_connects()
    {
        await Server.CommandAsync("ACL", "SETUSER", "app", "on", ">" + Secret, "~*", "+@all", "-ping");
        await using var client = CreateClient($",user=app,password={Secret}");
        var failure = await Assert.ThrowsAnyAsync<KvException>(async () => await client.ConnectAsync());
        Assert.Contains("+ping", failure.Message, StringComparison.Ordinal);
        AssertSilent(failure);
    }

    [Theory]
    [InlineData(",user=app,password=wrong-hunter2")]
    [InlineData(",password=wrong-hunter2")]
    [InlineData("")]
    public async Task Wrong_credentials_are_named_with_their_remedy(string settings)
    {
        await Server.CommandAsync("ACL", "SETUSER", "app", "on", ">right", "~*", "+@all");
        await Server.CommandAsync("CONFIG", "SET", "requirepass", "right");
        await using var client = CreateClient(settings);
        foreach (var call in (Func<Task>[])[() => client.ConnectAsync().AsTask(), () => client.GetAsync(s_secret).AsTask()])
        {
            var failure = await Assert.ThrowsAsync<KvException>(call);
            Assert.Contains("password", failure.Message, StringComparison.Ordinal);
            AssertSilent(failure);
        }
    }

    [Fact]
    public async Task Refused_handshake_is_not_taken_for_a_wrong_password()
    {
        await using var client = CreateClient($",ssl=true,password={Secret}");
        var failure = await Assert.ThrowsAsync<KvUnavailableException>(async () => await client.ConnectAsync());
        Assert.False(failure.OutcomeUnknown);
        Assert.DoesNotContain("password", failure.Message, StringComparison.Ordinal);
        AssertSilent(failure);
    }

    [Fact]
    public async Task Smallest_permissions_of_the_docs_are_enough()
    {
        string[] commands = ["echo", "get", "set", "setnx", "setex", "psetex", "mget", "mset", "unlink", "exists", "pttl", "expire", "pexpire", "incr", "incrby", "scan", "ping", "eval", "evalsha", "time"];
        await Server.CommandAsync(["ACL", "SETUSER", "small", "on", ">right", "~*", "-@all", .. commands.Select(static name => "+" + name)]);
        await using var client = CreateClient(",user=small,password=right");
        await client.ConnectAsync();
        await client.SetAsync(Key, Value, TimeSpan.FromMilliseconds(60_001));
        Assert.True(await client.SetNxAsync("claim"u8.ToArray(), Value));
        Assert.True(await client.CompareAndSetAsync(Key, Value, Value, Minute));
        Assert.True((await client.GetOrLeaseAsync("leased"u8.ToArray(), LeaseToken.Create(), Minute)).IsGranted);
        foreach (var algorithm in Enum.GetValues<RateLimitAlgorithm>())
            Assert.True((await client.AcquirePermitAsync("l"u8.ToArray().Append((byte)algorithm).ToArray(), new PermitRequest(3, Minute, Algorithm: algorithm))).Allowed);
        await client.MSetAsync([new(Key, Value)], Minute);
        Assert.Equal(1, await client.DeleteManyAsync([Key]));
        await foreach (var _ in client.ScanAsync())
        {
        }
    }

    private static void AssertSilent(Exception exception) =>
        Assert.DoesNotContain(Secret, exception.ToString(), StringComparison.Ordinal);
}
