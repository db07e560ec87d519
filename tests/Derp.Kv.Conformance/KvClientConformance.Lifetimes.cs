namespace Derp.Kv.Conformance;

// C37, C38: lifetimes count in milliseconds, and only the store ends them.
public abstract partial class KvClientConformance
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(60);

    [Fact]
    public async Task Value_ends_with_its_lifetime()
    {
        await Client.SetAsync(Key(), Utf8("value"), s_short);
        await PassAsync(s_short);
        Assert.Null(await Client.GetAsync(Key()));
        Assert.False(await Client.ExistsAsync(Key()));
        Assert.Null(await Client.TtlAsync(Key()));
        Assert.False(await Client.DeleteAsync(Key()));
        Assert.Equal([null], await Client.MGetAsync([Key()]));
    }

    [Fact]
    public async Task Lifetime_is_read_in_milliseconds()
    {
        await Client.SetAsync(Key(), Utf8("value"), TimeSpan.FromMilliseconds(59_999));
        var ttl = await Client.TtlAsync(Key());
        Assert.InRange(ttl!.Value, TimeSpan.FromMilliseconds(50_000), TimeSpan.FromMilliseconds(59_999));
        Assert.Equal(0, ttl.Value.Ticks % TimeSpan.TicksPerMillisecond);
    }

    [Fact]
    public async Task No_lifetime_reads_as_null()
    {
        await Client.SetAsync(Key(), Utf8("value"));
        Assert.Null(await Client.TtlAsync(Key()));
        Assert.Null(await Client.TtlAsync(Key("missing")));
    }

    [Fact]
    public async Task Set_without_lifetime_takes_the_old_one_away()
    {
        await Client.SetAsync(Key(), Utf8("first"), Minute);
        await Client.SetAsync(Key(), Utf8("second"));
        Assert.Null(await Client.TtlAsync(Key()));
    }

    [Fact]
    public async Task Expire_gives_a_new_lifetime_to_what_is_there()
    {
        Assert.False(await Client.ExpireAsync(Key(), Minute));
        await Client.SetAsync(Key(), Utf8("value"));
        Assert.True(await Client.ExpireAsync(Key(), Minute));
        Assert.InRange((await Client.TtlAsync(Key()))!.Value, TimeSpan.FromSeconds(50), Minute);
        Assert.True(await Client.ExpireAsync(Key(), s_short));
        await PassAsync(s_short);
        Assert.False(await Client.ExpireAsync(Key(), Minute));
    }

    [Fact]
    public async Task Lifetime_below_a_millisecond_rounds_up_C38()
    {
        var tick = TimeSpan.FromTicks(1);
        await Client.SetAsync(Key("set"), Utf8("value"), tick);
        await Client.SetNxAsync(Key("nx"), Utf8("value"), tick);
        Assert.Null(await Client.SetNxGetAsync(Key("nxget"), Utf8("value"), tick));
        await Client.MSetAsync([new(Key("many"), Utf8("value"))], tick);
        await PassAsync(TimeSpan.FromMilliseconds(2));
        Assert.All(await Client.MGetAsync([Key("set"), Key("nx"), Key("nxget"), Key("many")]), Assert.Null);

        // 10,000.1 ms become 10,001, not 10,000: what is left can be more than the whole part of what was asked.
        await Client.SetAsync(Key(), Utf8("value"), TimeSpan.FromMilliseconds(10_000) + tick);
        Assert.InRange((await Client.TtlAsync(Key()))!.Value, TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(10_001));
    }

    [Fact]
    public async Task Lifetime_beyond_all_ranges_is_clamped_C38()
    {
        await Client.SetAsync(Key("set"), Utf8("value"), TimeSpan.MaxValue);
        await Client.SetNxAsync(Key("nx"), Utf8("value"), TimeSpan.MaxValue);
        Assert.Null(await Client.SetNxGetAsync(Key("nxget"), Utf8("value"), TimeSpan.MaxValue));
        await Client.MSetAsync([new(Key("many"), Utf8("value"))], TimeSpan.MaxValue);
        Assert.True(await Client.CompareAndSetAsync(Key("set"), Utf8("value"), Utf8("next"), TimeSpan.MaxValue));
        Assert.True(await Client.CompareAndExpireAsync(Key("nx"), Utf8("value"), TimeSpan.MaxValue));
        Assert.True(await Client.ExpireAsync(Key("many"), TimeSpan.MaxValue));
        foreach (var name in (string[])["set", "nx", "nxget", "many"])
            Assert.InRange((await Client.TtlAsync(Key(name)))!.Value, TimeSpan.FromDays(364_999), TimeSpan.FromDays(365_000));
    }

    [Fact]
    public async Task Increment_keeps_the_lifetime()
    {
        await Client.SetAsync(Key(), Utf8("41"), Minute);
        Assert.Equal(42, await Client.IncrAsync(Key()));
        Assert.InRange((await Client.TtlAsync(Key()))!.Value, TimeSpan.FromSeconds(50), Minute);
    }
}
