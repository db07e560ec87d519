using System.Globalization;
using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Holds;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Coordination.Scripts;
using Derp.Kv.Serialization;
using Derp.Kv.Valkey.Channel;
using Derp.Kv.Valkey.Tests.Glide.Resp;

namespace Derp.Kv.Valkey.Tests.Glide;

// What is sent, to the byte: keys and values are no text, and go as they are.
public sealed partial class WireTests : IAsyncDisposable
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
            ["EVALSHA", Digest(LeaseScripts.Invalidate), "2", s_key, leaseKey, "derp:notices", "derp:near", _client.NearNoticeOf(s_key), "0"]);
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

    // W8: leases of every form are asked for by one pattern, and values by their prefix.
    [Fact]
    public async Task W8_Invalidation_by_prefix_scans_for_leases_and_then_for_values()
    {
        var lease = LeaseKey.Of("p:1"u8);
        var pages = new Queue<object?[]>([[Bytes("0"), new object?[] { lease, LeaseKey.Of("q:1"u8) }], [Bytes("0"), new object?[] { Bytes("p:2") }]]);
        _channel.Answer = command => Task.FromResult<object?>(command[0].AsSpan().SequenceEqual("SCAN"u8) ? pages.Dequeue() : 1L);
        Assert.Equal(2, await _client.InvalidateByPrefixAsync("p:"u8.ToArray()));
        Sent(
            ["SCAN", "0", "MATCH", "*%lock*", "COUNT", "1000"],
            ["EVALSHA", Digest(LeaseScripts.Invalidate), "2", "p:1", lease, "derp:notices", "derp:near", _client.NearNoticeOf("p:1"u8), "0"],
            ["SCAN", "0", "MATCH", "p:*", "COUNT", "1000"],
            ["UNLINK", "p:2"],
            ["PUBLISH", "derp:near", new byte[] { 0 }]);
    }

    // ConnectAsync leaves it to the first operation, which is told why there is none.
    [Fact]
    public async Task Lazy_client_connects_with_its_first_operation_and_says_why_it_cannot()
    {
        var connector = new StubConnector();
        await using var client = new ValkeyClient(new ValkeyConfig { LazyConnect = true }, null, connector);
        await client.ConnectAsync();
        Assert.Equal(0, connector.Count);

        var first = client.GetAsync(s_key).AsTask();
        (await connector.NextAsync()).Fail(new ConnectionException("Received connection error `Password authentication failed- AuthenticationFailed`. Will attempt to reconnect"));
        Assert.Contains("password", (await Assert.ThrowsAsync<KvException>(() => first)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_that_was_changed_before_the_first_operation_is_used_by_it()
    {
        var connector = new StubConnector();
        await using var client = new ValkeyClient(new ValkeyConfig { LazyConnect = true, Password = "first" }, null, connector);
        await client.ConnectAsync();
        await client.UpdatePasswordAsync("second");

        var first = client.GetAsync(s_key).AsTask();
        var attempt = await connector.NextAsync();
        Assert.Equal("second", attempt.Password);
        attempt.Succeed();
        Assert.Null(await first);
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
