using System.Globalization;
using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Scripts;
using Derp.Kv.Valkey.Channel;
using Derp.Kv.Valkey.Tests.Glide.Resp;

namespace Derp.Kv.Valkey.Tests.Glide;

// What is sent, to the byte: keys and values are no text, and go as they are.
public sealed class WireTests : IAsyncDisposable
{
    private static readonly byte[] s_key = [0, 255, (byte)'\r', (byte)'\n', 128];
    private static readonly byte[] s_value = [254, 0, 1];
    private static readonly TimeSpan s_ttl = TimeSpan.FromMilliseconds(60_001);

    private readonly StubChannel _channel = new() { Answer = static _ => Task.FromResult<object?>(1L) };
    private readonly ValkeyClient _client;

    public WireTests() => _client = Client(ValkeyMode.Standalone);

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public async Task Script_goes_by_its_digest_with_binary_keys_and_arguments()
    {
        await _client.CompareAndSetAsync(s_key, s_value, s_key, s_ttl);
        Sent(["EVALSHA", Digest(CompareScripts.Set), "1", s_key, s_value, s_key, "60001"]);
    }

    [Fact]
    public async Task Script_that_the_server_does_not_know_goes_by_its_text_once()
    {
        _channel.Answer = static command => command[0].AsSpan().SequenceEqual("EVALSHA"u8)
            ? Task.FromException<object?>(new RequestException("An error was signalled by the server: - NoScriptError: No matching script. Please use EVAL."))
            : Task.FromResult<object?>(1L);
        Assert.True(await _client.CompareAndDeleteAsync(s_key, s_value));
        Sent(
            ["EVALSHA", Digest(CompareScripts.Delete), "1", s_key, s_value],
            ["EVAL", CompareScripts.Delete.Text, "1", s_key, s_value]);
    }

    [Fact]
    public async Task Other_error_of_a_script_is_not_answered_with_its_text()
    {
        _channel.Answer = static _ => Task.FromException<object?>(new RequestException("OOM: command not allowed"));
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await _client.CompareAndDeleteAsync(s_key, s_value));
        Assert.Single(_channel.Sent);
    }

    [Fact]
    public async Task Lease_goes_with_both_its_keys()
    {
        var token = LeaseToken.Create();
        Assert.Equal(TimeSpan.FromMilliseconds(1), (await _client.GetOrLeaseAsync(s_key, token, s_ttl)).Remaining);
        await _client.CommitLeaseAsync(s_key, token, s_value, s_ttl);
        Assert.All(_channel.Sent, static sent =>
        {
            Assert.Equal("2", Encoding.ASCII.GetString(sent.Command[2]));
            Assert.Equal([s_key, LeaseKey.Of(s_key)], sent.Command[3..5]);
        });
    }

    [Fact]
    public async Task Mark_and_channel_of_the_notice_go_with_the_lease_C16()
    {
        var token = LeaseToken.Create();
        await _client.GetOrLeaseAsync(s_key, token, s_ttl, mark: true);
        await _client.ReleaseLeaseAsync(s_key, token);
        await _client.InvalidateAsync(s_key);
        var leaseKey = LeaseKey.Of(s_key);
        Sent(
            ["EVALSHA", Digest(LeaseScripts.GetOrLease), "2", s_key, leaseKey, token.ToArray(), (byte[])[.. token.ToArray(), 0], "60001", "1"],
            ["EVALSHA", Digest(LeaseScripts.Release), "2", s_key, leaseKey, token.ToArray(), "derp:notices"],
            ["EVALSHA", Digest(LeaseScripts.Invalidate), "2", s_key, leaseKey, "derp:notices"]);
    }

    [Fact]
    public async Task Permit_goes_in_plain_numbers()
    {
        _channel.Answer = static _ => Task.FromResult<object?>((1L * 60_001L) + 60_000L);
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("ar-SA");
        try
        {
            Assert.Equal(2, (await _client.AcquirePermitAsync(s_key, new PermitRequest(3, TimeSpan.FromMinutes(1)))).Remaining);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Sent(["EVALSHA", Digest(PermitScripts.FixedWindow), "1", s_key, "3", "60000", "1"]);
    }

    [Fact]
    public async Task Scan_asks_for_pages_with_the_prefix_escaped_and_lists_each_key_once()
    {
        var pages = new Queue<object?[]>([[Bytes("17"), new object?[] { s_key, s_value }], [Bytes("0"), new object?[] { s_key }]]);
        _channel.Answer = _ => Task.FromResult<object?>(pages.Dequeue());
        Assert.Equal([s_key, s_value], await ListAsync(_client, [0, (byte)'*', 255]));
        byte[] pattern = [0, (byte)'\\', (byte)'*', 255, (byte)'*'];
        Sent(
            ["SCAN", "0", "MATCH", pattern, "COUNT", "1000"],
            ["SCAN", "17", "MATCH", pattern, "COUNT", "1000"]);
    }

    [Fact]
    public async Task Scan_of_a_cluster_visits_each_primary_by_its_address()
    {
        await using var cluster = Client(ValkeyMode.Cluster);
        object?[] Range(long from, long to, string host, long port) => [from, to, new object?[] { Bytes(host), port, Bytes("id") }, new object?[] { Bytes("replica"), 9L, Bytes("id") }];
        _channel.Answer = command => Task.FromResult<object?>(
            command[0].AsSpan().SequenceEqual("CLUSTER"u8) ? new object?[] { Range(0, 1, "a", 1), Range(2, 3, "", 2), Range(4, 16383, "a", 1) } : [Bytes("0"), Array.Empty<object?>()]);
        Assert.Empty(await ListAsync(cluster, []));
        Assert.Equal(
            [CommandRoute.Any, CommandRoute.To(new("a", 1)), CommandRoute.To(new("seed", 6379))],
            _channel.Sent.Select(static sent => sent.Route with { Node = sent.Route.Node is { Port: 2 } node ? new("seed", 6379) : sent.Route.Node }));
        Assert.Equal("seed", _channel.Sent[2].Route.Node!.Value.Host);
    }

    [Fact]
    public async Task Cluster_that_does_not_serve_all_slots_is_unavailable_and_not_empty()
    {
        await using var cluster = Client(ValkeyMode.Cluster);
        _channel.Answer = static _ => Task.FromResult<object?>(Array.Empty<object?>());
        await Assert.ThrowsAsync<KvUnavailableException>(() => ListAsync(cluster, []));
        _channel.Answer = static _ => Task.FromResult<object?>(new object?[] { new object?[] { 0L, 16382L, new object?[] { Bytes("a"), 1L } } });
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

    [Fact]
    public async Task Many_values_are_one_command_on_a_server_and_one_each_in_a_cluster_or_with_a_lifetime()
    {
        await using var cluster = Client(ValkeyMode.Cluster);
        KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>[] items = [new(s_key, s_value), new(s_value, s_key)];
        await _client.MSetAsync(items);
        await _client.MSetAsync(items, s_ttl);
        await cluster.MSetAsync(items);
        Sent(
            ["MSET", s_key, s_value, s_value, s_key],
            ["SET", s_key, s_value, "PX", "60001"],
            ["SET", s_value, s_key, "PX", "60001"],
            ["SET", s_key, s_value],
            ["SET", s_value, s_key]);
    }

    [Fact]
    public async Task Batch_that_fails_in_part_has_an_unknown_outcome()
    {
        _channel.Answer = static _ => Task.FromException<object?>(new RequestException("OOM: command not allowed"));
        KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> item = new(s_key, s_value);
        Assert.True((await Assert.ThrowsAsync<KvUnavailableException>(async () => await _client.MSetAsync([item, item], s_ttl))).OutcomeUnknown);
        Assert.False((await Assert.ThrowsAsync<KvUnavailableException>(async () => await _client.MSetAsync([item], s_ttl))).OutcomeUnknown);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Library_may_answer_with_a_truth_value_for_a_number(bool answer)
    {
        _channel.Answer = _ => Task.FromResult<object?>(answer);
        Assert.Equal(answer, await _client.ExpireAsync(s_key, s_ttl));
    }

    [Fact]
    public async Task Answer_of_another_kind_is_an_error_and_never_a_value()
    {
        _channel.Answer = static _ => Task.FromResult<object?>(1.5);
        Func<Task>[] calls =
        [
            () => _client.GetAsync(s_key).AsTask(),
            () => _client.MGetAsync([s_key]).AsTask(),
            () => _client.IncrAsync(s_key).AsTask(),
            () => _client.GetOrLeaseAsync(s_key, LeaseToken.Create(), s_ttl).AsTask(),
            () => _client.AcquirePermitAsync(s_key, new PermitRequest(3, s_ttl)).AsTask(),
            () => ListAsync(_client, []),
        ];
        foreach (var call in calls)
            await Assert.ThrowsAsync<KvException>(call);
    }

    private ValkeyClient Client(ValkeyMode mode) => new(new ValkeyConfig { Mode = mode, Addresses = [new("seed", 6379)] }, null, new FixedConnector(_channel));

    private void Sent(params object[][] commands) => Assert.Equal(
        commands.Select(static command => command.Select(static part => part as byte[] ?? Bytes((string)part)).ToArray()),
        _channel.Sent.Select(static sent => sent.Command));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Digest(Script script) => Convert.ToHexStringLower(script.Digest);

    private static async Task<List<byte[]>> ListAsync(KvClient client, byte[] prefix)
    {
        var keys = new List<byte[]>();
        await foreach (var key in client.ScanAsync(prefix))
            keys.Add(key);
        return keys;
    }
}
