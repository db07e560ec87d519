using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Coordination.Refreshes;

namespace Derp.Kv.Conformance;

// The protocol of a value that is renewed while it is served, step by step.
public abstract partial class KvClientConformance
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task F1_Committed_value_is_fresh_for_its_time_and_then_due()
    {
        await StoreRefreshedAsync("v1", ttl: Minute + s_hour, fresh: s_short);
        var fresh = await AskAsync("v1", stale: s_hour);
        Assert.Equal(RefreshAnswer.Fresh, fresh.Answer);
        Assert.Equal(Utf8("v1"), fresh.Value);
        Assert.InRange((await Client.TtlAsync(Key()))!.Value, s_hour + TimeSpan.FromSeconds(50), s_hour + Minute);

        await PassAsync(s_short);
        var due = await AskAsync("v1", stale: s_hour);
        Assert.Equal((RefreshAnswer.Granted, ValueZone.Due), (due.Answer, due.Zone));
        Assert.Null(due.Value);
    }

    [Fact]
    public async Task F1_One_owner_renews_and_the_others_hear_that_the_value_is_due()
    {
        await StoreDueAsync("v1");
        Assert.Equal(RefreshAnswer.Granted, (await AskAsync("v1", s_hour)).Answer);
        var refused = await AskAsync("v1", s_hour, _theirs);
        Assert.Equal((RefreshAnswer.Held, ValueZone.Due), (refused.Answer, refused.Zone));
        Assert.InRange(refused.Remaining, TimeSpan.FromSeconds(50), Minute);
        Assert.True(KeyState.Serves((await StateAsync())!));

        // A command can be resent.
        Assert.Equal((RefreshAnswer.Granted, ValueZone.Due), (await AskAsync("v1", s_hour) is var again ? (again.Answer, again.Zone) : default));
    }

    [Fact]
    public async Task F3_Value_past_its_lifetime_is_expired_and_says_so_to_all()
    {
        await StoreRefreshedAsync("v1", ttl: s_hour, fresh: s_short);
        await PassAsync(s_short);
        Assert.Equal((RefreshAnswer.Granted, ValueZone.Expired), (await AskAsync("v1", s_hour) is var granted ? (granted.Answer, granted.Zone) : default));
        Assert.Equal((RefreshAnswer.Held, ValueZone.Expired), (await AskAsync("v1", s_hour, _theirs) is var held ? (held.Answer, held.Zone) : default));
        Assert.False(KeyState.Serves((await StateAsync())!));
    }

    [Fact]
    public async Task F1_Value_that_the_caller_has_not_seen_is_returned_before_any_lease()
    {
        await StoreDueAsync("v2");
        foreach (var seen in new[] { "", "v1" })
        {
            var other = await AskAsync(seen, s_hour);
            Assert.Equal(RefreshAnswer.Other, other.Answer);
            Assert.Equal(Utf8("v2"), other.Value);
        }

        Assert.Null(await StateAsync());
    }

    [Fact]
    public async Task F4_Word_that_a_value_is_fresh_is_worth_nothing_without_the_value()
    {
        await StoreRefreshedAsync("v1", s_hour, fresh: Minute);
        await Client.DeleteAsync(Key());
        Assert.Equal((RefreshAnswer.Granted, ValueZone.None), (await AskAsync("v1", s_hour) is var granted ? (granted.Answer, granted.Zone) : default));

        // Nor for a method without these settings.
        await Client.DeleteAsync(LeaseKey.Of(Key()));
        await Client.SetAsync(LeaseKey.Of(Key()), KeyState.Fresh.ToArray(), Minute);
        Assert.True((await Client.GetOrLeaseAsync(Key(), _theirs, Minute)).IsGranted);
    }

    [Fact]
    public async Task F4_Renewal_writes_anew_where_the_value_is_in_its_life()
    {
        await StoreRefreshedAsync("v1", ttl: s_hour + Minute, fresh: s_short);
        await PassAsync(s_short);
        Assert.Equal(ValueZone.Due, (await AskAsync("v1", s_hour)).Zone);
        await Client.ExpireAsync(Key(), s_hour - Minute);
        Assert.False(await Client.RenewRefreshAsync(Key(), _theirs, Minute, s_hour));
        Assert.True(KeyState.Serves((await StateAsync())!));
        Assert.True(await Client.RenewRefreshAsync(Key(), _mine, Minute, s_hour));
        Assert.False(KeyState.Serves((await StateAsync())!));
    }

    [Fact]
    public async Task F2_Failure_holds_off_all_for_a_pause_that_doubles()
    {
        await StoreDueAsync("v1");
        var longest = TimeSpan.Zero;
        for (var failures = 1; failures <= 3; failures++)
        {
            Assert.Equal(RefreshAnswer.Granted, (await AskAsync("v1", s_hour)).Answer);
            var pause = await Client.FailRefreshAsync(Key(), _mine, s_hour);
            var whole = s_second * (1 << (failures - 1));
            Assert.InRange(pause!.Value, whole * 0.8, whole);
            var paused = await AskAsync("v1", s_hour, _theirs);
            Assert.Equal((RefreshAnswer.Paused, ValueZone.Due), (paused.Answer, paused.Zone));
            Assert.InRange(paused.Remaining, TimeSpan.FromMilliseconds(1), pause.Value);
            Assert.True(paused.Remaining > longest);
            longest = paused.Remaining;

            // As if the pause had passed; the number of failures is remembered for as long again.
            await Client.ExpireAsync(LeaseKey.Of(Key()), whole);
        }
    }

    [Fact]
    public async Task F2_Success_forgets_the_failures()
    {
        await StoreDueAsync("v1");
        await AskAsync("v1", s_hour);
        await Client.FailRefreshAsync(Key(), _mine, s_hour);
        await Client.ExpireAsync(LeaseKey.Of(Key()), s_second);
        await AskAsync("v1", s_hour);
        Assert.Equal(1, KeyState.FailuresOf((await StateAsync())!));
        Assert.True(await Client.CommitRefreshAsync(Key(), _mine, Utf8("v2"), s_hour, s_short));
        await PassAsync(s_short);
        await AskAsync("v2", s_hour);
        Assert.Equal(0, KeyState.FailuresOf((await StateAsync())!));
    }

    [Fact]
    public async Task F2_Pause_ends_with_the_lifetime_so_that_a_body_runs_in_the_foreground()
    {
        await StoreDueAsync("v1");
        await AskAsync("v1", s_hour);
        await Client.FailRefreshAsync(Key(), _mine, s_hour);
        await Client.ExpireAsync(Key(), s_hour - Minute);
        var expired = await AskAsync("v1", s_hour);
        Assert.Equal((RefreshAnswer.Granted, ValueZone.Expired), (expired.Answer, expired.Zone));
        Assert.Equal(1, KeyState.FailuresOf((await StateAsync())!));

        await Client.FailRefreshAsync(Key(), _mine, s_hour);
        var paused = await AskAsync("v1", s_hour);
        Assert.Equal((RefreshAnswer.Paused, ValueZone.Expired), (paused.Answer, paused.Zone));
        Assert.InRange(paused.Remaining, s_second, s_second * 2);
    }

    [Fact]
    public async Task F2_Pause_that_a_process_hears_of_is_no_longer_than_the_lifetime()
    {
        var rest = TimeSpan.FromMilliseconds(750);
        await StoreDueAsync("v1");
        await Client.ExpireAsync(Key(), s_hour + rest);
        await AskAsync("v1", s_hour);
        Assert.InRange((await Client.FailRefreshAsync(Key(), _mine, s_hour))!.Value, TimeSpan.FromMilliseconds(1), rest);
    }

    [Fact]
    public async Task F2_Failure_without_a_value_releases_the_lease()
    {
        Assert.Equal((RefreshAnswer.Granted, ValueZone.None), (await AskAsync("", s_hour) is var granted ? (granted.Answer, granted.Zone) : default));
        Assert.Equal(TimeSpan.Zero, await Client.FailRefreshAsync(Key(), _mine, s_hour));
        Assert.Null(await StateAsync());
        Assert.Null(await Client.FailRefreshAsync(Key(), _mine, s_hour));
    }

    [Fact]
    public async Task F6_Invalidation_takes_value_state_and_fallback_and_the_owner_stores_nothing()
    {
        await StoreDueAsync("v1");
        await AskAsync("v1", s_hour);
        Assert.True(await Client.InvalidateAsync(Key()));
        Assert.False(await Client.RenewRefreshAsync(Key(), _mine, Minute, s_hour));
        Assert.False(await Client.CommitRefreshAsync(Key(), _mine, Utf8("late"), s_hour, Minute));
        Assert.Null(await Client.FailRefreshAsync(Key(), _mine, s_hour));
        Assert.Null(await Client.GetAsync(Key()));
        Assert.Null(await StateAsync());

        await StoreRefreshedAsync("v2", s_hour, Minute);
        await Client.InvalidateAsync(Key());
        Assert.Null(await StateAsync());
    }

    [Fact]
    public async Task F6_Lease_of_a_crashed_owner_ends_and_one_other_renews()
    {
        await StoreDueAsync("v1");
        Assert.Equal(RefreshAnswer.Granted, (await Client.GetOrRefreshAsync(Key(), _mine, s_short, Utf8("v1"), s_hour)).Answer);
        await PassAsync(s_short);
        Assert.Equal(RefreshAnswer.Granted, (await AskAsync("v1", s_hour, _theirs)).Answer);
        Assert.False(await Client.CommitRefreshAsync(Key(), _mine, Utf8("late"), s_hour, Minute));
        Assert.Equal(Utf8("v1"), await Client.GetAsync(Key()));
    }

    [Fact]
    public async Task Released_renewal_leaves_the_value_and_no_pause()
    {
        await StoreDueAsync("v1");
        await AskAsync("v1", s_hour);
        Assert.True(await Client.ReleaseLeaseAsync(Key(), _mine));
        Assert.Null(await StateAsync());
        Assert.Equal((RefreshAnswer.Granted, ValueZone.Due), (await AskAsync("v1", s_hour, _theirs) is var granted ? (granted.Answer, granted.Zone) : default));
    }

    [Fact]
    public async Task W5_While_a_key_settles_nobody_is_granted_its_renewal()
    {
        await StoreDueAsync("v1");
        await Client.InvalidateAndSettleAsync(Key(), Minute);
        Assert.Equal(RefreshAnswer.Settling, (await AskAsync("v1", s_hour)).Answer);
    }

    [Fact]
    public async Task Renewal_refuses_times_that_make_no_sense()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await AskAsync("v1", TimeSpan.FromTicks(-1)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Client.CommitRefreshAsync(Key(), _mine, Utf8("v"), s_hour, TimeSpan.Zero));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Client.FailRefreshAsync(Key(), _mine, TimeSpan.FromTicks(-1)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Client.RenewRefreshAsync(Key(), _mine, TimeSpan.Zero, s_hour));
    }

    private ValueTask<RefreshResult> AskAsync(string seen, TimeSpan stale, LeaseToken? token = null) =>
        Client.GetOrRefreshAsync(Key(), token ?? _mine, Minute, Utf8(seen), stale);

    // Within its lifetime, with nothing that says it were fresh.
    private async Task StoreDueAsync(string value)
    {
        await StoreRefreshedAsync(value, s_hour + Minute, Minute);
        await Client.DeleteAsync(LeaseKey.Of(Key()));
    }

    private async Task StoreRefreshedAsync(string value, TimeSpan ttl, TimeSpan fresh)
    {
        Assert.Equal(RefreshAnswer.Granted, (await AskAsync("", s_hour)).Answer);
        Assert.True(await Client.CommitRefreshAsync(Key(), _mine, Utf8(value), ttl, fresh));
    }

    private ValueTask<byte[]?> StateAsync() => Client.GetAsync(LeaseKey.Of(Key()));
}
