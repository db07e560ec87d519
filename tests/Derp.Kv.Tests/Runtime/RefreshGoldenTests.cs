using System.Runtime.CompilerServices;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Runtime;
using Derp.Kv.Serialization;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.Runtime;

/// <summary>What stands on a server of values that are renewed, to the byte: a later version must read what this one has written.</summary>
public sealed class RefreshGoldenTests : IAsyncDisposable
{
    private static readonly DateTimeOffset s_created = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly byte[] s_key = TestKey.Bytes("value", "shop/");
    private static readonly byte[] s_stateKey = LeaseKey.Of(s_key);

    private static readonly CachedMethod<TestKey, int?> s_method = new("Tests.Kept", "test:{name}", "Shop.Count", new NullableSerializer<int>(KvSerializers.Int32), new CachedPolicy
    {
        Ttl = s_hour,
        RefreshAfter = s_minute,
        StaleIfError = s_hour,
        LockTtl = s_minute,
    });

    private readonly MemoryKvClient _client = new(new KvClientOptions { KeyPrefix = "shop/", TimeProvider = new FakeTimeProvider(s_created) });
    private readonly List<string> _written = [];

    [Fact]
    public async Task F4_Values_and_states_of_version_2_are_written_as_ever()
    {
        Assert.Equal(5, await CallAsync(static () => 5));
        await NoteAsync("kept", s_key);
        await NoteAsync("fresh", s_stateKey);
        await _client.DeleteAsync(s_key);

        Assert.Equal(5, await CallAsync(static () => ((Cacheable<int?>)5).WithETag("/b")));
        await NoteAsync("kept-with-etag", s_key);

        var owner = LeaseToken.Create();
        await LeaseAsync(owner);
        await NoteAsync("lease-due", s_stateKey);
        await _client.FailRefreshAsync(s_key, owner, s_hour);
        await NoteAsync("failed-due", s_stateKey);

        await _client.ExpireAsync(s_key, s_minute);
        await LeaseAsync(owner);
        await NoteAsync("lease-expired-failures", s_stateKey);
        await _client.FailRefreshAsync(s_key, owner, s_hour);
        await NoteAsync("failed-expired", s_stateKey);

        Assert.Equal(string.Join('\n', File.ReadAllLines(Path())), string.Join('\n', _written));
    }

    // What was written once is read for ever, whatever is written by then.
    [Theory]
    [InlineData("kept", "fresh")]
    [InlineData("kept", "lease-due")]
    [InlineData("kept-with-etag", "failed-due")]
    [InlineData("kept-with-etag", "failed-expired")]
    public async Task F4_Values_and_states_of_version_2_are_read(string value, string state)
    {
        var golden = Golden();
        var isExpired = state.EndsWith("expired", StringComparison.Ordinal);
        await _client.SetAsync(s_key, Convert.FromHexString(golden[value]), isExpired ? s_minute : 2 * s_hour);
        await _client.SetAsync(s_stateKey, Convert.FromHexString(golden[state]), s_minute);

        var hit = await s_method.TryGetAsync(_client, new TestKey("value"), default);
        Assert.Equal((true, 5, isExpired), (hit.Found, hit.Value, hit.IsStale));
        Assert.Equal(5, await CallAsync(static () => throw new InvalidOperationException("The body ran.")));
    }

    [Fact]
    public async Task F7_The_ETag_of_version_2_is_read()
    {
        var golden = Golden();
        await _client.SetAsync(s_key, Convert.FromHexString(golden["kept-with-etag"]), 2 * s_hour);
        var etag = "";
        await s_method.CallAsync(_client, new TestKey("value"), (Action<string?>)(seen => etag = seen), new()
        {
            Deciding = static (note, previous, _) =>
            {
                note(previous.ETag);
                return new(Cacheable<int?>.Unchanged());
            },
        }, default);
        Assert.Equal("/b", etag);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private ValueTask<int?> CallAsync(Func<Cacheable<int?>> body) =>
        s_method.CallAsync(_client, new TestKey("value"), body, new() { Deciding = static (body, _, _) => new(body()) }, default);

    private async Task LeaseAsync(LeaseToken owner)
    {
        var head = (await _client.GetAsync(s_key))![..Envelope.HeaderSize];
        if (await _client.GetAsync(s_stateKey) is [(byte)'F'])
            await _client.DeleteAsync(s_stateKey);
        else
            ((FakeTimeProvider)_client.Options.TimeProvider).Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(RefreshAnswer.Granted, (await _client.GetOrRefreshAsync(s_key, owner, s_minute, head, s_hour)).Answer);
    }

    // But for an owner's token, which is chance.
    private async Task NoteAsync(string name, byte[] key)
    {
        var bytes = (await _client.GetAsync(key))!;
        if (name.StartsWith("lease", StringComparison.Ordinal))
            bytes.AsSpan(0, LeaseToken.Size).Fill(0xee);
        _written.Add($"{name} {Convert.ToHexStringLower(bytes)}");
    }

    private static Dictionary<string, string> Golden() =>
        File.ReadAllLines(Path()).Select(static line => line.Split(' ')).ToDictionary(static parts => parts[0], static parts => parts[1]);

    private static string Path([CallerFilePath] string file = "") => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file)!, "Golden", "v2-refresh.txt");
}
