using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv.Conformance;

// The lease's protocol, step by step.
public abstract partial class KvClientConformance
{
    private readonly LeaseToken _mine = LeaseToken.Create();
    private readonly LeaseToken _theirs = LeaseToken.Create();

    [Fact]
    public async Task Stored_value_comes_before_any_lease_C15()
    {
        await Client.SetAsync(Key(), AllBytes());
        var answer = await Client.GetOrLeaseAsync(Key(), _mine, Minute);
        Assert.Equal(AllBytes(), answer.Value);
        Assert.False(answer.IsGranted);
        Assert.False(await Client.RenewLeaseAsync(Key(), _mine, Minute));
    }

    [Fact]
    public async Task Empty_value_comes_before_any_lease()
    {
        await Client.SetAsync(Key(), ReadOnlyMemory<byte>.Empty);
        Assert.Equal(Array.Empty<byte>(), (await Client.GetOrLeaseAsync(Key(), _mine, Minute)).Value);
    }

    [Fact]
    public async Task Lease_is_held_against_others_and_granted_again_to_its_owner()
    {
        Assert.True((await Client.GetOrLeaseAsync(Key(), _mine, Minute)).IsGranted);
        var refused = await Client.GetOrLeaseAsync(Key(), _theirs, TimeSpan.FromHours(1));
        Assert.False(refused.IsGranted);
        Assert.Null(refused.Value);
        Assert.InRange(refused.Remaining, TimeSpan.FromSeconds(50), Minute);
        Assert.True((await Client.GetOrLeaseAsync(Key(), _mine, Minute)).IsGranted);
    }

    [Fact]
    public async Task Lease_ends_by_itself_and_goes_to_the_next_C18()
    {
        Assert.True((await Client.GetOrLeaseAsync(Key(), _mine, s_short)).IsGranted);
        await PassAsync(s_short);
        Assert.True((await Client.GetOrLeaseAsync(Key(), _theirs, Minute)).IsGranted);
        Assert.False(await Client.RenewLeaseAsync(Key(), _mine, Minute));
        Assert.False(await Client.CommitLeaseAsync(Key(), _mine, Utf8("late"), Minute));
        Assert.False(await Client.ReleaseLeaseAsync(Key(), _mine));
        Assert.True(await Client.CommitLeaseAsync(Key(), _theirs, Utf8("theirs"), Minute));
        Assert.Equal(Utf8("theirs"), await Client.GetAsync(Key()));
    }

    [Fact]
    public async Task Renewal_keeps_the_lease_and_only_its_owner_renews_C17()
    {
        var lease = TimeSpan.FromSeconds(10);
        await Client.GetOrLeaseAsync(Key(), _mine, lease);
        Assert.False(await Client.RenewLeaseAsync(Key(), _theirs, Minute));
        Assert.InRange((await Client.TtlAsync(LeaseKey.Of(Key())))!.Value, TimeSpan.FromTicks(1), lease);
        Assert.True(await Client.RenewLeaseAsync(Key(), _mine, Minute));
        Assert.InRange((await Client.TtlAsync(LeaseKey.Of(Key())))!.Value, TimeSpan.FromSeconds(50), Minute);
        Assert.False((await Client.GetOrLeaseAsync(Key(), _theirs, Minute)).IsGranted);
    }

    [Fact]
    public async Task Commit_stores_the_value_and_gives_the_lease_back_C20()
    {
        await Client.GetOrLeaseAsync(Key(), _mine, Minute);
        Assert.False(await Client.CommitLeaseAsync(Key(), _theirs, Utf8("theirs"), Minute));
        Assert.Null(await Client.GetAsync(Key()));
        Assert.True(await Client.CommitLeaseAsync(Key(), _mine, AllBytes(), Minute));
        Assert.Equal(AllBytes(), await Client.GetAsync(Key()));
        Assert.InRange((await Client.TtlAsync(Key()))!.Value, TimeSpan.FromSeconds(50), Minute);
        Assert.False(await Client.CommitLeaseAsync(Key(), _mine, Utf8("again"), Minute));
        await Client.DeleteAsync(Key());
        Assert.True((await Client.GetOrLeaseAsync(Key(), _theirs, Minute)).IsGranted);
    }

    [Fact]
    public async Task Expired_lease_stores_nothing_though_nobody_took_it_C20()
    {
        await Client.GetOrLeaseAsync(Key(), _mine, s_short);
        await PassAsync(s_short);
        Assert.False(await Client.CommitLeaseAsync(Key(), _mine, Utf8("late"), Minute));
        Assert.Null(await Client.GetAsync(Key()));
    }

    [Fact]
    public async Task Release_is_the_owners_alone_C20()
    {
        await Client.GetOrLeaseAsync(Key(), _mine, Minute);
        Assert.False(await Client.ReleaseLeaseAsync(Key(), _theirs));
        Assert.True(await Client.ReleaseLeaseAsync(Key(), _mine));
        Assert.False(await Client.ReleaseLeaseAsync(Key(), _mine));
        Assert.True((await Client.GetOrLeaseAsync(Key(), _theirs, Minute)).IsGranted);
    }

    [Fact]
    public async Task Invalidation_voids_the_lease_C21()
    {
        await Client.GetOrLeaseAsync(Key(), _mine, Minute);
        Assert.False(await Client.InvalidateAsync(Key()));
        Assert.False(await Client.CommitLeaseAsync(Key(), _mine, Utf8("old"), Minute));
        Assert.Null(await Client.GetAsync(Key()));

        await Client.SetAsync(Key(), Utf8("value"));
        Assert.True(await Client.InvalidateAsync(Key()));
        Assert.Null(await Client.GetAsync(Key()));
        Assert.False(await Client.InvalidateAsync(Key()));
    }

    [Fact]
    public async Task Lease_is_the_token_and_one_byte_in_the_slot_of_its_value_C23()
    {
        var leaseKey = LeaseKey.Of(Key());
        Assert.Equal(HashSlot.Of(Key()), HashSlot.Of(leaseKey));
        await Client.GetOrLeaseAsync(Key(), _mine, Minute);
        Assert.Equal((byte[])[.. _mine.ToArray(), 0], await Client.GetAsync(leaseKey));
        Assert.InRange((await Client.TtlAsync(leaseKey))!.Value, TimeSpan.FromSeconds(50), Minute);
    }

    [Fact]
    public async Task Marked_lease_is_still_its_owners_C16()
    {
        await Client.GetOrLeaseAsync(Key(), _mine, Minute);
        await Client.SetAsync(LeaseKey.Of(Key()), (byte[])[.. _mine.ToArray(), 1], Minute);
        Assert.False((await Client.GetOrLeaseAsync(Key(), _theirs, Minute)).IsGranted);
        Assert.True(await Client.RenewLeaseAsync(Key(), _mine, Minute));
        Assert.True(await Client.CommitLeaseAsync(Key(), _mine, Utf8("value"), Minute));
    }

    [Fact]
    public async Task Lease_without_a_lifetime_is_given_one()
    {
        await Client.SetAsync(LeaseKey.Of(Key()), (byte[])[.. _theirs.ToArray(), 0]);
        var refused = await Client.GetOrLeaseAsync(Key(), _mine, s_short);
        Assert.InRange(refused.Remaining, TimeSpan.FromTicks(1), s_short);
        await PassAsync(s_short);
        Assert.True((await Client.GetOrLeaseAsync(Key(), _mine, Minute)).IsGranted);
    }
}
