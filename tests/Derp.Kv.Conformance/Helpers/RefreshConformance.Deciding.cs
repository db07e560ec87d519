using Derp.Kv.Coordination.Leases;
using Derp.Kv.Runtime;

namespace Derp.Kv.Conformance;

// Bodies that decide for their results, and calls that look or tell where a value came from.
public abstract partial class RefreshConformance
{
    private ValueTask<string?> DecideAsync(CachedMethod<Key, string?> method, Func<Previous<string?>, Cacheable<string?>> decide, KvClient? client = null) => method.CallAsync(
        client ?? Store,
        new Key(_name),
        (self: this, decide),
        new()
        {
            Deciding = static (s, previous, _) =>
            {
                Interlocked.Increment(ref s.self._runs);
                return new(s.decide(previous));
            },
        },
        default);

    [Fact]
    public async Task F7_A_lifetime_is_the_results_own_and_no_longer_than_Ttl()
    {
        var method = Method();
        Cacheable<string?> Short(Previous<string?> _) => ((Cacheable<string?>)"v").For(TimeSpan.FromSeconds(20));
        Cacheable<string?> Long(Previous<string?> _) => ((Cacheable<string?>)"v").For(s_hour);

        Assert.Equal("v", await DecideAsync(method, Short));
        Assert.InRange((await Store.TtlAsync(WrittenKey))!.Value, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20));
        await Store.InvalidateAsync(WrittenKey);
        Assert.Equal("v", await DecideAsync(method, Long));
        Assert.InRange((await Store.TtlAsync(WrittenKey))!.Value, TimeSpan.FromSeconds(50), Minute);
        Assert.Equal("v", await DecideAsync(method, Short));
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task F7_A_lifetime_of_its_own_shortens_the_time_that_a_value_is_fresh()
    {
        await DecideAsync(Refreshed(), static _ => ((Cacheable<string?>)"v").For(TimeSpan.FromSeconds(10)));
        Assert.InRange((await Store.TtlAsync(StateKey))!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        Assert.InRange((await Store.TtlAsync(WrittenKey))!.Value, s_hour, s_hour + TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task F7_An_uncached_result_is_returned_and_not_stored_and_its_lease_goes()
    {
        Assert.Equal("v", await DecideAsync(Method(), static _ => ((Cacheable<string?>)"v").Uncached()));
        await GoneAsync(StateKey);
        Assert.Null(await Store.GetAsync(WrittenKey));
    }

    [Fact]
    public async Task F7_An_uncached_result_takes_the_value_of_before_with_it()
    {
        await DecideAsync(Refreshed(), static _ => "v1");
        await MakeDueAsync();
        Assert.Equal("v2", await DecideAsync(Refreshed(), static _ => ((Cacheable<string?>)"v2").Uncached()));
        await GoneAsync(StateKey);
        Assert.Null(await Store.GetAsync(WrittenKey));
    }

    [Fact]
    public async Task F7_Unchanged_keeps_the_value_and_its_ETag_and_begins_its_life_anew()
    {
        await DecideAsync(Refreshed(), static _ => ((Cacheable<string?>)"v1").WithETag("\"1\""));
        var before = await Store.GetAsync(WrittenKey);
        await MakeExpiredAsync();

        var seen = new List<(bool, string?)>();
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("v1", await DecideAsync(Refreshed(), previous =>
            {
                seen.Add((previous.HasValue, previous.ETag));
                Assert.Equal("v1", previous.Value);
                Assert.InRange(previous.Age, TimeSpan.Zero, Minute);
                return Cacheable<string?>.Unchanged();
            }));
            Assert.InRange((await Store.TtlAsync(WrittenKey))!.Value, s_hour + TimeSpan.FromSeconds(50), s_hour + Minute);
            Assert.True(await Store.ExistsAsync(StateKey));
            await MakeDueAsync();
        }

        Assert.Equal([(true, "\"1\""), (true, "\"1\"")], seen);
        Assert.Equal(before!.Length, (await Store.GetAsync(WrittenKey))!.Length);
    }

    [Fact]
    public async Task F7_Unchanged_is_stored_also_if_the_value_of_before_has_gone_meanwhile()
    {
        await DecideAsync(Refreshed(), static _ => "v1");
        await MakeDueAsync();
        Assert.Equal("v1", await DecideAsync(Refreshed(), _ =>
        {
            // As a server evicts it that needs the memory; the lease stands.
            Store.DeleteAsync(WrittenKey).AsTask().GetAwaiter().GetResult();
            return Cacheable<string?>.Unchanged();
        }));
        Assert.Equal("v1", await ReadAsync(Refreshed(), "unwanted"));
    }

    [Fact]
    public async Task F6_Unchanged_that_an_invalidation_has_overtaken_stores_nothing()
    {
        await DecideAsync(Refreshed(), static _ => "v1");
        await MakeDueAsync();
        Assert.Equal("v1", await DecideAsync(Refreshed(), _ =>
        {
            OtherClient().InvalidateAsync(WrittenKey).AsTask().GetAwaiter().GetResult();
            return Cacheable<string?>.Unchanged();
        }));
        Assert.Null(await Store.GetAsync(WrittenKey));
    }

    [Fact]
    public async Task F7_Unchanged_without_a_value_of_before_is_an_error()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await DecideAsync(Refreshed(), static _ => Cacheable<string?>.Unchanged()));
        Assert.Contains("Tests.Fresh", error.Message, StringComparison.Ordinal);
        Assert.Null(await Store.GetAsync(WrittenKey));
    }

    [Fact]
    public async Task F7_Null_is_a_value_that_can_be_unchanged()
    {
        await DecideAsync(Refreshed(), static _ => (string?)null);
        await MakeDueAsync();
        Assert.Null(await DecideAsync(Refreshed(), static previous => previous.HasValue ? Cacheable<string?>.Unchanged() : "wrong"));
        Assert.Null(await ReadAsync(Refreshed(), "unwanted"));
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task F8_To_look_costs_one_read_and_never_runs_the_body()
    {
        var (client, method) = (OtherClient(), Refreshed());
        Assert.Equal(default, await method.TryGetAsync(client, new Key(_name), default));
        await ReadAsync(method, "v");
        var hit = await method.TryGetAsync(client, new Key(_name), default);
        Assert.Equal(("v", true, false, false), (hit.Value, hit.Found, hit.IsStale, hit.FromNear));
        Assert.InRange(hit.Age, TimeSpan.Zero, Minute);
        Assert.Equal(["MGet", "MGet"], client.Operations);
        Assert.Equal(1, _runs);

        Assert.True((await Method().TryGetAsync(client, new Key(_name), default)) is { Found: false });
        client.TakeDown();
        Assert.False((await method.TryGetAsync(client, new Key(_name), default)).Found);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await method.TryGetAsync(client, new Key(_name), cancelled.Token));
    }

    [Fact]
    public async Task F8_To_look_at_an_expired_value_says_that_it_is_stale()
    {
        var method = Refreshed();
        await ReadAsync(method, "v1");
        await MakeExpiredAsync();
        CacheHit<string?> seen = default;
        Assert.Equal("v2", await ReadAsync(method, "v2", body: async _ => seen = await method.TryGetAsync(OtherClient(), new Key(_name), default)));
        Assert.True(seen is { Found: true, IsStale: true, Value: "v1" });
    }

    [Fact]
    public async Task F8_A_call_can_tell_where_its_value_came_from()
    {
        var method = Refreshed();
        ValueTask<CacheHit<string?>> CallAsync(string value, Exception? error = null) => method.CallHitAsync(
            Store,
            new Key(_name),
            (value, error),
            new() { Plain = static (s, _) => s.error is null ? new(s.value) : throw s.error },
            default);

        Assert.True(await CallAsync("v1") is { Found: false, Value: "v1" });
        Assert.True(await CallAsync("unwanted") is { Found: true, Value: "v1", IsStale: false, FromNear: false });
        await MakeExpiredAsync();
        Assert.True(await CallAsync("v2", new TimeoutException()) is { Found: true, Value: "v1", IsStale: true });
        Assert.True(await CallAsync("unwanted") is { Found: true, Value: "v1", IsStale: true });
    }

    [Fact]
    public async Task F3_A_near_entry_of_a_stale_value_lives_no_longer_than_the_pause()
    {
        var policy = new CachedPolicy { Ttl = Minute, Near = TimeSpan.FromSeconds(20), StaleIfError = s_hour };
        var method = new NearCachedTextMethod<Key, string?>("Tests.FreshNear", "fresh:{name}", "string", Utf8Serializer.Instance, policy);
        var (client, other, fails) = (OtherClient(), OtherClient(), false);
        ValueTask<CacheHit<string?>> CallAsync(KvClient client, string more = "") => method.CallHitAsync(
            client,
            new Key(_name + more),
            fails,
            new() { Plain = static (fails, _) => fails ? throw new TimeoutException() : new("v1") },
            default);
        await CallAsync(client);

        // A subscription that is first confirmed voids what was there.
        await Eventually.HoldsAsync(async () => await CallAsync(other, "warm") is { FromNear: true, IsStale: false, Found: true } && other.Near!.Notices.AreOn, "The near cache should be open.");
        await MakeExpiredAsync();
        fails = true;

        Assert.True(await CallAsync(other) is { IsStale: true, FromNear: false });
        Assert.True(await CallAsync(other) is { IsStale: true, FromNear: false });
        Assert.True(await CallAsync(other) is { IsStale: true, FromNear: true, Value: "v1" });
        await Eventually.HoldsAsync(async () => await CallAsync(other) is { IsStale: true, FromNear: false }, "The entry should end with the pause of a second.");
    }
}
