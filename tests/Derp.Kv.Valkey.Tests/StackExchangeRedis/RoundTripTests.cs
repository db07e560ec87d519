using Derp.Kv.Coordination;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Valkey.Tests.StackExchangeRedis;

// One command an operation, by the server's own count.
public sealed class RoundTripTests : OwnServerTests
{
    private static readonly LeaseToken s_token = LeaseToken.Create();

    private static readonly Dictionary<string, (Func<StackExchangeRedisKvClient, Task> Run, string Command)> s_operations = new()
    {
        ["get"] = (static c => c.GetAsync(Key).AsTask(), "get"),
        ["set"] = (static c => c.SetAsync(Key, Value).AsTask(), "set"),
        ["set with seconds"] = (static c => c.SetAsync(Key, Value, Minute).AsTask(), "setex"),
        ["set with milliseconds"] = (static c => c.SetAsync(Key, Value, TimeSpan.FromMilliseconds(60_001)).AsTask(), "psetex"),
        ["set nx"] = (static c => c.SetNxAsync(Key, Value).AsTask(), "setnx"),
        ["set nx with a lifetime"] = (static c => c.SetNxAsync(Key, Value, Minute).AsTask(), "set"),
        ["set nx get I5"] = (static c => c.SetNxGetAsync(Key, Value, Minute).AsTask(), "set"),
        ["delete"] = (static c => c.DeleteAsync(Key).AsTask(), "unlink"),
        ["exists"] = (static c => c.ExistsAsync(Key).AsTask(), "exists"),
        ["mget"] = (static c => c.MGetAsync([Key, Value, Key]).AsTask(), "mget"),
        ["mset"] = (static c => c.MSetAsync([new(Key, Value), new(Value, Value)]).AsTask(), "mset"),
        ["delete many"] = (static c => c.DeleteManyAsync([Key, Value, Key]).AsTask(), "unlink"),
        ["ttl"] = (static c => c.TtlAsync(Key).AsTask(), "pttl"),
        ["expire in seconds"] = (static c => c.ExpireAsync(Key, Minute).AsTask(), "expire"),
        ["expire in milliseconds"] = (static c => c.ExpireAsync(Key, TimeSpan.FromMilliseconds(60_001)).AsTask(), "pexpire"),
        ["incr"] = (static c => c.IncrAsync(Key).AsTask(), "incr"),
        ["connect"] = (static c => c.ConnectAsync().AsTask(), "ping"),
    };

    private static readonly Dictionary<string, Func<StackExchangeRedisKvClient, Task>> s_scripts = new()
    {
        ["compare and set"] = static c => c.CompareAndSetAsync(Key, Value, Value).AsTask(),
        ["compare and delete"] = static c => c.CompareAndDeleteAsync(Key, Value).AsTask(),
        ["compare and expire"] = static c => c.CompareAndExpireAsync(Key, Value, Minute).AsTask(),
        ["lease"] = static c => c.GetOrLeaseAsync(Key, s_token, Minute).AsTask(),
        ["renew"] = static c => c.RenewLeaseAsync(Key, s_token, Minute).AsTask(),
        ["commit"] = static c => c.CommitLeaseAsync(Key, s_token, Value, Minute).AsTask(),
        ["release"] = static c => c.ReleaseLeaseAsync(Key, s_token).AsTask(),
        ["invalidate"] = static c => c.InvalidateAsync(Key).AsTask(),
        ["claim or wait"] = static c => c.Inner.ClaimOrWaitAsync(Key, Value, Minute, mark: true, CancellationToken.None).AsTask(),
        ["complete"] = static c => c.Inner.CompleteClaimAsync(Key, Value, Value, Minute).AsTask(),
        ["release a claim"] = static c => c.Inner.ReleaseClaimAsync(Key, Value).AsTask(),
        ["fixed window R6"] = static c => c.AcquirePermitAsync("f"u8.ToArray(), new PermitRequest(9, Minute)).AsTask(),
        ["sliding window R6"] = static c => c.AcquirePermitAsync("s"u8.ToArray(), new PermitRequest(9, Minute, Algorithm: RateLimitAlgorithm.SlidingWindow)).AsTask(),
        ["token bucket R6"] = static c => c.AcquirePermitAsync("t"u8.ToArray(), new PermitRequest(9, Minute, Algorithm: RateLimitAlgorithm.TokenBucket)).AsTask(),
    };

    public static TheoryData<string> Operations => new(s_operations.Keys);

    public static TheoryData<string> Scripts => new(s_scripts.Keys);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operation_is_one_command(string operation)
    {
        await Client.ConnectAsync();
        await Server.ResetCommandStatsAsync();
        await s_operations[operation].Run(Client);
        Assert.Equal(new Dictionary<string, long> { [s_operations[operation].Command] = 1 }, await Server.CommandStatsAsync());
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Script_is_one_command_by_its_digest(string operation)
    {
        await s_scripts[operation](Client);
        await Server.ResetCommandStatsAsync();
        await s_scripts[operation](Client);
        var sent = (await Server.CommandStatsAsync()).Where(static pair => pair.Key.Contains("eval", StringComparison.Ordinal) || pair.Key.StartsWith("script", StringComparison.Ordinal));
        Assert.Equal([new("evalsha", 1)], sent);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Forgotten_script_is_sent_again(string operation)
    {
        await s_scripts[operation](Client);
        await Server.CommandAsync("SCRIPT", "FLUSH");
        await s_scripts[operation](Client);
        await Server.CommandAsync("SCRIPT", "FLUSH");
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => s_scripts[operation](Client)));
    }

    [Fact]
    public async Task Many_values_with_a_lifetime_are_one_pipeline_of_sets()
    {
        await Client.ConnectAsync();
        await Server.ResetCommandStatsAsync();
        await Client.MSetAsync([.. Enumerable.Range(0, 10).Select(static i => new KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(new[] { (byte)i }, Value))], Minute);
        Assert.Equal(new Dictionary<string, long> { ["setex"] = 10 }, await Server.CommandStatsAsync());
    }

    // Two are the client's one, and the one that asks.
    [Fact]
    public async Task One_connection_is_enough()
    {
        await Client.SetAsync(Key, Value);
        Assert.Equal("2", await Server.InfoAsync("clients", "connected_clients"));
    }

    [Fact]
    public async Task First_operations_share_one_connection_attempt()
    {
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Client.GetAsync(Key).AsTask()));
        Assert.Equal("2", await Server.InfoAsync("clients", "connected_clients"));
    }
}
