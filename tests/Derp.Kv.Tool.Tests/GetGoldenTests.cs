using System.Runtime.CompilerServices;
using System.Text.Json;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Tool.Tests.Harness;

namespace Derp.Kv.Tool.Tests;

/// <summary>The golden payloads of all versions, under the keys that they have: each is decoded, and each damage is named.</summary>
public sealed class GetGoldenTests(SharedServer server) : IAsyncLifetime
{
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private StackExchangeRedisKvClient _client = null!;

    public ValueTask InitializeAsync()
    {
        _client = new StackExchangeRedisKvClient(server.Endpoint);
        return default;
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Theory]
    [InlineData("value", "test:value", """{"kind":"value","size":19,"check":"bd63d6a555220ce3","payload":1,"form":"number","value":5}""")]
    [InlineData("value-with-etag-and-no-near-entry", "test:value", """{"etag":"/b","near":false,"value":5}""")]
    [InlineData("null", "test:null", """{"isNull":true}""")]
    [InlineData("record", "derp:once:test", """{"kind":"result","state":"completed","status":201,"value":5,"fingerprint":"6e89f8d05a97d9449e8e7511cbaa3329"}""")]
    [InlineData("record-null", "derp:once:test", """{"kind":"result","state":"completed","status":201,"isNull":true}""")]
    [InlineData("record-not-replayable", "derp:once:test", """{"kind":"result","state":"completed, not replayable"}""")]
    [InlineData("claim", "derp:once:test", """{"kind":"claim","state":"in progress","owner":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"}""")]
    [InlineData("event-marked", "derp:webhook:test", """{"kind":"result","of":"an event: a webhook, ProcessOnceAsync or AlreadyProcessedAsync","status":200,"payload":0}""")]
    [InlineData("event-handled", "derp:webhook:test", """{"kind":"result","status":200}""")]
    [InlineData("helper", "derp:idempotency:test", """{"status":200,"value":7}""")]
    [InlineData("helper-named", "derp:idempotency:test", """{"status":200,"value":7}""")]
    public async Task A_payload_of_version_2_is_decoded(string name, string key, string expected) => await DecodedAsync("Runtime/Golden/v2.txt", name, key, expected);

    [Theory]
    [InlineData("kept", "test:value", """{"staleIfErrorMs":3600000,"value":5}""")]
    [InlineData("kept-with-etag", "test:value", """{"etag":"/b","staleIfErrorMs":3600000,"value":5}""")]
    [InlineData("fresh", "lease", """{"kind":"lease","state":"fresh"}""")]
    [InlineData("lease-due", "lease", """{"kind":"lease","state":"lease","owner":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee","waitedFor":false,"zone":"due","failures":0}""")]
    [InlineData("failed-due", "lease", """{"state":"failed","zone":"due","failures":1}""")]
    [InlineData("lease-expired-failures", "lease", """{"state":"lease","zone":"expired","failures":1}""")]
    [InlineData("failed-expired", "lease", """{"state":"failed","zone":"expired","failures":2}""")]
    public async Task A_state_of_version_2_is_decoded(string name, string key, string expected) => await DecodedAsync("Runtime/Golden/v2-refresh.txt", name, key, expected);

    [Theory]
    [InlineData("whole", """{"headers":["Content-Type: text/plain","Link: a,b"],"payload":2,"value":"hi","status":201}""")]
    [InlineData("empty", """{"payload":0,"value":""}""")]
    [InlineData("not-kept", """{"headers":["Location: /orders/7"],"bodyKept":false}""")]
    public async Task A_stored_answer_of_version_1_is_decoded(string name, string expected)
    {
        var claim = IdempotencyRecord.InProgress(LeaseToken.Create(), default, RecordOrigin.Of("http", StoredType.Named("Derp.Kv.AspNetCore.StoredResponse")));
        var record = IdempotencyRecord.Complete(claim, IdempotencyState.Completed, 201, Golden("../Derp.Kv.AspNetCore.Tests/Idempotency/stored-responses.v1.txt", name));
        Matches(expected, await ReadAsync("derp:http:test", record, "--show"));

        Assert.Equal(ExitCode.No, (await ReadAsync("derp:http:test", record[..^1], "--show")).Code);
    }

    [Theory]
    [InlineData("../Derp.Kv.Tests/Serialization/Golden/v1.txt")]
    [InlineData("../Derp.Kv.Generators.Tests/Serializers/Golden/v1.txt")]
    public void Every_payload_of_each_type_is_json(string file)
    {
        foreach (var line in File.ReadAllLines(Path(file)))
            Assert.Null(Decoding.MessagePackJson.Write(Convert.FromHexString(line.Split(' ')[1]), new System.Buffers.ArrayBufferWriter<byte>()));
    }

    [Theory]
    [InlineData("value", "test:value", 0, "0", "the envelope has version 0; this tool reads version 2")]
    [InlineData("value", "test:value", 0, "03", "the envelope has version 3; this tool reads version 2")]
    [InlineData("value", "test:value", 1, "80", "the envelope has flags that this tool does not know: 0x80")]
    [InlineData("value", "test:value", 18, "c1", "the payload is not MessagePack")]
    [InlineData("value", "test:value", 18, "92", "the payload is not MessagePack, or is cut off")]
    [InlineData("value", "test:value", 18, "", "the envelope has no value behind it")]
    [InlineData("value", "test:value", 17, "", "the envelope is cut off")]
    [InlineData("value", "test:value", 18, "0505", "the payload has bytes behind its MessagePack value")]
    [InlineData("null", "test:null", 18, "05", "the envelope of a null has bytes behind it")]
    [InlineData("record", "derp:once:test", 0, "01", "the record has version 1; this tool reads version 2")]
    [InlineData("record", "derp:once:test", 1, "07", "the record has a state that this tool does not know: 7")]
    [InlineData("record", "derp:once:test", 41, "", "the record is cut off")]
    [InlineData("claim", "derp:once:test", 42, "00", "the record's length does not fit its state")]
    [InlineData("claim", "lease", 20, "", "is neither a lease nor a state of a value")]
    [InlineData("claim", "derp:limit:test", 42, "", "is no counter of a limit")]
    [InlineData("claim", "derp:tag:test", 42, "", "is no stamp of a tag")]
    [InlineData("record", "derp:cache:test", 0, "05", "is no entry of IDistributedCache")]
    [InlineData("claim", "derp:evictions", 42, "", "the log of evictions is cut off")]
    public async Task What_is_damaged_is_named(string name, string key, int at, string bytes, string problem)
    {
        // From there on: other bytes instead of as many, or of all that follow if there are none.
        var golden = Golden("Runtime/Golden/v2.txt", name);
        var put = Convert.FromHexString(bytes.Length % 2 == 0 ? bytes : "0" + bytes);
        byte[] damaged = [.. golden.AsSpan(0, at), .. put, .. put.Length == 0 || at + put.Length > golden.Length ? default : golden.AsSpan(at + put.Length)];

        var run = await ReadAsync(key, damaged);
        Assert.Equal(ExitCode.No, run.Code);
        Assert.StartsWith(problem, run.Problem, StringComparison.Ordinal);
    }

    private async Task DecodedAsync(string file, string name, string key, string expected)
    {
        var bytes = Golden(file, name);
        Matches(expected, await ReadAsync(key, bytes, "--show"));

        var hidden = await ReadAsync(key, bytes);
        Assert.Equal(ExitCode.Done, hidden.Code);
        Assert.False(hidden.Row.TryGetProperty("value", out _));
    }

    private async Task<ToolRun> ReadAsync(string key, byte[] bytes, params string[] arguments)
    {
        key = key == "lease" ? $"{{{_run}:test}}%lock" : $"{_run}:{key}";
        await _client.SetAsync(System.Text.Encoding.UTF8.GetBytes(key), bytes, TimeSpan.FromMinutes(5));
        return await ToolRun.RunAsync(["get", key, "--server", server.Endpoint, .. arguments]);
    }

    private static void Matches(string expected, ToolRun run)
    {
        Assert.True(run.Code == ExitCode.Done, run.Output + run.Errors);
        foreach (var property in JsonDocument.Parse(expected).RootElement.EnumerateObject())
            Assert.Equal(property.Value.GetRawText(), run.Row.GetProperty(property.Name).GetRawText());
    }

    private static byte[] Golden(string file, string name) =>
        Convert.FromHexString(File.ReadAllLines(Path(file)).Select(static line => line.Split(' ')).Single(parts => parts[0] == name)[1]);

    private static string Path(string file, [CallerFilePath] string here = "") =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, file.StartsWith("..", StringComparison.Ordinal) ? file : $"../Derp.Kv.Tests/{file}");
}
