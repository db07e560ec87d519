using Derp.Kv.Coordination.Leases;
using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Keys;
using Derp.Kv.Runtime;

namespace Derp.Kv.Conformance;

/// <summary>What values promise that are renewed while they are served, whatever the store. Two clients stand for two processes.</summary>
public abstract partial class RefreshConformance : HelperConformance
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly string _name = NewName();
    private int _runs;

    private byte[] WrittenKey => Bytes($"fresh:{_name}");

    private byte[] StateKey => LeaseKey.Of(WrittenKey);

    private static CachedMethod<Key, string?> Method(RefreshOn on = RefreshOn.Caller, TimeSpan? after = null, TimeSpan? stale = null, TimeSpan? waitTimeout = null, TimeSpan? ttl = null, TimeSpan? lockTtl = null) =>
        new("Tests.Fresh", "fresh:{name}", "string", Utf8Serializer.Instance, new CachedPolicy
        {
            Ttl = ttl ?? Minute,
            RefreshAfter = after,
            StaleIfError = stale,
            RefreshOn = on,
            WaitTimeout = waitTimeout,
            LockTtl = lockTtl ?? TimeSpan.FromSeconds(10),
        });

    private static CachedMethod<Key, string?> Refreshed(RefreshOn on = RefreshOn.Caller, TimeSpan? waitTimeout = null) => Method(on, after: TimeSpan.FromSeconds(30), stale: s_hour, waitTimeout);

    private ValueTask<string?> ReadAsync(CachedMethod<Key, string?> method, string value, KvClient? client = null, Func<CancellationToken, Task>? body = null, CancellationToken cancellationToken = default) => method.InvokeAsync(
        client ?? Store,
        new Key(_name),
        (self: this, value, body),
        static async (s, ct) =>
        {
            Interlocked.Increment(ref s.self._runs);
            if (s.body is { } body)
                await body(ct);
            return s.value;
        },
        cancellationToken);

    // As if RefreshAfter had passed: nothing says any more that the value is fresh.
    private async Task MakeDueAsync() => Assert.True(await Store.DeleteAsync(StateKey));

    // As if Ttl had passed, and a part of StaleIfError.
    private async Task MakeExpiredAsync()
    {
        await MakeDueAsync();
        Assert.True(await Store.ExpireAsync(WrittenKey, s_hour - Minute));
    }

    [Fact]
    public async Task F1_A_hit_is_one_read_and_a_miss_reads_asks_and_commits()
    {
        var client = OtherClient();
        await ReadAsync(Refreshed(), "v1", client);
        Assert.Equal(["MGet", "GetOrRefresh", "CommitRefresh"], client.Operations);

        client.ClearOperations();
        Assert.Equal("v1", await ReadAsync(Refreshed(), "later", client));
        Assert.Equal(["MGet"], client.Operations);
        Assert.InRange((await Store.TtlAsync(WrittenKey))!.Value, s_hour + TimeSpan.FromSeconds(50), s_hour + Minute);
        Assert.InRange((await Store.TtlAsync(StateKey))!.Value, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task F1_A_method_without_these_settings_keeps_its_commands()
    {
        var client = OtherClient();
        await ReadAsync(Method(), "v1", client);
        await ReadAsync(Method(), "later", client);
        Assert.Equal(["Get", "GetOrLease", "CommitLease", "Get"], client.Operations);
    }

    [Theory]
    [InlineData(RefreshOn.Caller)]
    [InlineData(RefreshOn.Shared)]
    public async Task F1_While_one_process_renews_all_others_are_served_at_once(RefreshOn on)
    {
        var method = Refreshed(on);
        await ReadAsync(method, "v1");
        await MakeDueAsync();

        var (started, goOn) = (new Gate(), new Gate());
        var renewing = ReadAsync(method, "v2", body: async _ =>
        {
            started.Open();
            await goOn.WaitAsync();
        }).AsTask();
        await started.WaitAsync();

        var other = OtherClient();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("v1", await ReadAsync(method, "unwanted"));
            Assert.Equal("v1", await ReadAsync(method, "unwanted", other));
        }

        // In the background it has no caller; otherwise its own one waits.
        if (on == RefreshOn.Shared)
            Assert.Equal("v1", await renewing);
        else
            Assert.False(renewing.IsCompleted);
        goOn.Open();
        Assert.Equal(on == RefreshOn.Shared ? "v1" : "v2", await renewing);
        await Eventually.HoldsAsync(async () => await ReadAsync(method, "unwanted") == "v2", "The new value should be stored.");
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task F1_A_hundred_callers_of_two_processes_run_one_body_and_are_served()
    {
        var method = Refreshed();
        await ReadAsync(method, "v1");
        await MakeDueAsync();

        var (others, goOn) = (OtherClient(), new Gate());
        var calls = Enumerable.Range(0, 100).Select(i => ReadAsync(method, "v2", i % 2 == 0 ? Store : others, _ => goOn.WaitAsync()).AsTask()).ToArray();
        await Eventually.HoldsAsync(() => Task.FromResult(calls.Count(static call => !call.IsCompleted) == 1), "All but the one who renews should be served.");
        goOn.Open();
        Assert.Equal(99, (await Task.WhenAll(calls)).Count(static value => value == "v1"));
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task F6_What_an_invalidation_has_overtaken_stores_nothing()
    {
        var method = Refreshed(RefreshOn.Shared);
        await ReadAsync(method, "v1");
        await MakeDueAsync();
        var (started, goOn, ended) = (new Gate(), new Gate(), new Gate());
        Assert.Equal("v1", await ReadAsync(method, "old", body: async _ =>
        {
            started.Open();
            await goOn.WaitAsync();
            ended.Open();
        }));
        await started.WaitAsync();
        Assert.True(await OtherClient().InvalidateAsync(WrittenKey));
        Assert.Equal("new", await ReadAsync(method, "new"));
        goOn.Open();
        await ended.WaitAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(Store.GetStatus().Flights == 0), "The refresh should end.");
        Assert.Equal("new", await ReadAsync(method, "unwanted", OtherClient()));
    }

    [Fact]
    public async Task F6_A_refresher_that_crashes_is_succeeded_by_one_other_when_its_lease_ends()
    {
        var method = Refreshed();
        await ReadAsync(method, "v1");
        await MakeDueAsync();
        var head = (await Store.GetAsync(WrittenKey))!.AsMemory(0, 18);
        Assert.Equal(RefreshAnswer.Granted, (await Store.GetOrRefreshAsync(WrittenKey, Coordination.LeaseToken.Create(), TimeSpan.FromMilliseconds(200), head, s_hour)).Answer);
        Assert.Equal("v1", await ReadAsync(method, "unwanted"));
        await GoneAsync(StateKey);
        Assert.Equal("v2", await ReadAsync(method, "v2"));
        Assert.Equal("v2", await ReadAsync(method, "unwanted", OtherClient()));
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task F4_A_value_tells_its_zone_by_the_StaleIfError_it_was_stored_with()
    {
        await ReadAsync(Refreshed(), "v1");
        await MakeDueAsync();

        // A deployment with a longer one would take it for expired, and wait.
        var longer = Method(RefreshOn.Shared, after: TimeSpan.FromSeconds(30), stale: TimeSpan.FromDays(1));
        Assert.Equal("v1", await ReadAsync(longer, "v2"));
        await Eventually.HoldsAsync(async () => await ReadAsync(longer, "unwanted") == "v2", "It should be renewed.");
        Assert.InRange((await Store.TtlAsync(WrittenKey))!.Value, TimeSpan.FromDays(1), TimeSpan.FromDays(1) + Minute);
    }

    [Fact]
    public async Task F1_Either_of_the_two_keys_may_be_evicted()
    {
        var method = Refreshed();
        await ReadAsync(method, "v1");
        await Store.DeleteAsync(WrittenKey);
        Assert.Equal("v2", await ReadAsync(method, "v2"));
        await Store.DeleteAsync(StateKey);
        Assert.Equal("v3", await ReadAsync(method, "v3"));
        Assert.Equal("v3", await ReadAsync(method, "unwanted"));
    }

    [Fact]
    public async Task F1_Deployments_with_and_without_these_settings_share_a_server()
    {
        var (plain, fresh) = (Method(), Refreshed());
        await ReadAsync(fresh, "v1");
        Assert.Equal("v2", await ReadAsync(plain, "v2"));
        Assert.Equal("v3", await ReadAsync(fresh, "v3"));
        await Store.DeleteAsync(WrittenKey);
        Assert.Equal("v4", await ReadAsync(plain, "v4"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(61)]
    public void N5_RefreshAfter_is_less_than_Ttl(int seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Method(after: TimeSpan.FromSeconds(seconds)));

    private readonly struct Key(string name) : IKvKey
    {
        public void WriteKey(ref KeyWriter writer)
        {
            writer.AppendLiteral("fresh:"u8);
            writer.Append(name);
        }
    }
}
