using Derp.Kv.Serialization;
using Derp.Kv.Valkey.Channel;
using Derp.Kv.Valkey.Tests.Glide.Resp;

namespace Derp.Kv.Valkey.Tests.Glide;

// A cluster: several servers, and a core that may be looking for them.
public sealed partial class WireTests
{
    [Fact]
    public async Task Scan_of_a_cluster_visits_each_primary_by_the_librarys_name_for_it()
    {
        // The servers tell host names, addresses or nothing; the library has names of its own.
        await using var cluster = Client(ValkeyMode.Cluster);
        object?[] layout = [Range(0, 1, "cache-1.example", 1, "id-1"), Range(2, 3, null, 2, "id-2"), Range(4, 16383, "cache-1.example", 1, "id-1")];
        _channel.Answer = command => Task.FromResult<object?>(
            command[0].AsSpan().SequenceEqual("CLUSTER"u8)
                ? new object?[] { new object?[] { "10.0.0.1:1", layout }, new object?[] { Bytes("2001:db8::2:2"), layout } }
                : [Bytes("0"), Array.Empty<object?>()]);
        Assert.Empty(await ListAsync(cluster, []));
        Assert.Equal(
            [CommandRoute.Primaries, CommandRoute.To(new("10.0.0.1", 1)), CommandRoute.To(new("2001:db8::2", 2))],
            _channel.Sent.Select(static sent => sent.Route));
    }

    [Fact]
    public async Task Cluster_one_of_whose_primaries_has_not_answered_is_unavailable()
    {
        await using var cluster = Client(ValkeyMode.Cluster);
        object?[] layout = [Range(0, 1, "a", 1, "id-1"), Range(2, 16383, "b", 2, "id-2")];
        _channel.Answer = _ => Task.FromResult<object?>(new object?[] { new object?[] { "a:1", layout } });
        await Assert.ThrowsAsync<KvUnavailableException>(() => ListAsync(cluster, []));
    }

    private static object?[] Range(long from, long to, string? host, long port, string id) =>
        [from, to, new object?[] { host is null ? null : Bytes(host), port, Bytes(id) }, new object?[] { Bytes("replica"), 9L, Bytes("replica") }];

    [Fact]
    public async Task Cluster_that_does_not_serve_all_slots_is_unavailable_and_not_empty()
    {
        await using var cluster = Client(ValkeyMode.Cluster);
        _channel.Answer = static _ => Task.FromResult<object?>(Array.Empty<object?>());
        await Assert.ThrowsAsync<KvUnavailableException>(() => ListAsync(cluster, []));
        _channel.Answer = static _ => Task.FromResult<object?>(new object?[] { new object?[] { "a:1", new object?[] { Range(0, 16382, "a", 1, "id") } } });
        await Assert.ThrowsAsync<KvUnavailableException>(() => ListAsync(cluster, []));
    }

    [Fact]
    public async Task Keys_of_several_slots_go_one_by_one_in_a_cluster_and_those_of_one_together()
    {
        await using var cluster = Client(ValkeyMode.Cluster);
        _channel.Answer = static command => Task.FromResult<object?>(command.Length == 2 ? command[1] : command[1..].Cast<object?>().ToArray());
        byte[] one = Bytes("{t}a"), same = Bytes("{t}b"), other = Bytes("c");
        Assert.Equal([one, same], await cluster.MGetAsync([one, same]));
        Assert.Equal([one, other, one], await cluster.MGetAsync([one, other, one]));
        Sent(["MGET", one, same], ["GET", one], ["GET", other], ["GET", one]);
    }

    // Several commands, or one to a node that the core did not find: it may have sent what it then could not answer for.
    [Theory]
    [InlineData("AllConnectionsUnavailable", true)]
    [InlineData("ConnectionNotFoundForRoute", true)]
    [InlineData("OOM: command not allowed", false)]
    [InlineData("Connection in recovery- ClientError", false)]
    [InlineData("BrokenPipe: Cluster: Failed to receive command response from internal sender. RecvError(())", true)]
    public async Task Batch_of_one_in_a_cluster_is_unknown_unless_it_was_refused(string text, bool isUnknown)
    {
        await using var cluster = Client(ValkeyMode.Cluster);
        _channel.Answer = _ => Task.FromException<object?>(new RequestException(text));
        KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> item = new(s_key, s_value);
        Assert.Equal(isUnknown, (await Assert.ThrowsAsync<KvUnavailableException>(async () => await cluster.MSetAsync([item], s_ttl))).OutcomeUnknown);
    }

    // R13: while the core seeks its connections, which it says to all that is queued, a limiter decides without the server.
    [Fact]
    public async Task R13_Limiter_decides_without_the_server_while_the_core_recovers()
    {
        await using var cluster = Client(ValkeyMode.Cluster);
        _channel.Answer = static _ => Task.FromException<object?>(new RequestException("Connection in recovery- ClientError"));
        var result = await cluster.RateLimitAsync("login", 3, TimeSpan.FromMinutes(1));
        Assert.Equal((true, false), (result.Allowed, result.Counted));
    }

    // I19: the work is done; a completion that was not sent is tried again.
    [Fact]
    public async Task I19_Completion_is_tried_again_when_the_core_recovers_meanwhile()
    {
        await using var cluster = Client(ValkeyMode.Cluster);
        var completions = 0;
        _channel.Answer = command => command[0].AsSpan().SequenceEqual("SET"u8)
            ? Task.FromResult<object?>(null)
            : ++completions == 1 ? Task.FromException<object?>(new RequestException("Connection in recovery- ClientError")) : Task.FromResult<object?>(1L);
        await cluster.IdempotentExecuteAsync("order-7", static _ => ValueTask.FromResult(7), KvSerializers.Int32);
        Assert.Equal(2, completions);
    }

    // C28: it counts for the breaker as any outage.
    [Fact]
    public async Task C28_Breaker_opens_while_the_core_recovers()
    {
        await using var cluster = Client(ValkeyMode.Cluster);
        _channel.Answer = static _ => Task.FromException<object?>(new RequestException("Connection in recovery- ClientError"));
        for (var i = 0; i < 5; i++)
            Assert.Equal([1], await cluster.GuardedGetAsync(s_key, static _ => ValueTask.FromResult<byte[]>([1]), s_ttl));
        Assert.True(cluster.GetStatus().BreakerOpen);
    }
}
