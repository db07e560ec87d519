using System.Security.Cryptography;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Coordination.Refreshes;

namespace Derp.Kv.Conformance;

// The commit of values of all sizes: a backend may store large ones in another way.
public abstract partial class KvClientConformance
{
    public static TheoryData<int> Sizes => [0, 32_767, 32_768, 1_000_000];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Commit_of_any_size_stores_the_value_and_gives_the_lease_back_C20(int size)
    {
        var value = RandomNumberGenerator.GetBytes(size);
        await Client.GetOrLeaseAsync(Key(), _mine, Minute);
        Assert.False(await Client.CommitLeaseAsync(Key(), _theirs, RandomNumberGenerator.GetBytes(size), Minute));
        Assert.Null(await Client.GetAsync(Key()));

        Assert.True(await Client.CommitLeaseAsync(Key(), _mine, value, Minute));
        Assert.Equal(value, await Client.GetAsync(Key()));
        Assert.InRange((await Client.TtlAsync(Key()))!.Value, TimeSpan.FromSeconds(50), Minute);
        Assert.Null(await Client.GetAsync(LeaseKey.Of(Key())));
        await NothingIsStagedAsync();
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Commit_of_any_size_after_an_invalidation_or_the_end_of_the_lease_stores_nothing_C20_C21(int size)
    {
        var value = RandomNumberGenerator.GetBytes(size);
        await Client.GetOrLeaseAsync(Key(), _mine, Minute);
        await Client.InvalidateAsync(Key());
        Assert.False(await Client.CommitLeaseAsync(Key(), _mine, value, Minute));

        await Client.GetOrLeaseAsync(Key(), _mine, s_short);
        await PassAsync(s_short);
        Assert.True((await Client.GetOrLeaseAsync(Key(), _theirs, Minute)).IsGranted);
        Assert.False(await Client.CommitLeaseAsync(Key(), _mine, value, Minute));
        Assert.Null(await Client.GetAsync(Key()));
        Assert.True(await Client.RenewLeaseAsync(Key(), _theirs, Minute));
        await NothingIsStagedAsync();
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task F1_C20_Commit_of_a_renewal_of_any_size_takes_the_place_of_value_and_lease(int size)
    {
        var (first, second) = (RandomNumberGenerator.GetBytes(size), RandomNumberGenerator.GetBytes(size));
        await Client.GetOrRefreshAsync(Key(), _mine, Minute, default, s_hour);
        Assert.True(await Client.CommitRefreshAsync(Key(), _mine, first, s_hour, s_short));
        await PassAsync(s_short);
        await Client.GetOrRefreshAsync(Key(), _theirs, Minute, first.AsMemory(0, Math.Min(size, 20)), TimeSpan.Zero);

        Assert.False(await Client.CommitRefreshAsync(Key(), _mine, second, s_hour, Minute));
        Assert.Equal(first, await Client.GetAsync(Key()));

        // No value is its own beginning, so the lease of an empty one is not asked for: it is returned.
        Assert.Equal(size > 0, await Client.CommitRefreshAsync(Key(), _theirs, second, s_hour + Minute, Minute));
        Assert.Equal(size > 0 ? second : first, await Client.GetAsync(Key()));
        Assert.Equal(size > 0, KeyState.IsFresh(await Client.GetAsync(LeaseKey.Of(Key()))));
        Assert.InRange((await Client.TtlAsync(Key()))!.Value, TimeSpan.FromMinutes(59), s_hour + Minute);
        await NothingIsStagedAsync();
    }

    // C23: under no name that an owner has.
    private async Task NothingIsStagedAsync()
    {
        foreach (var token in new[] { _mine, _theirs })
            Assert.False(await Client.ExistsAsync(LeaseKey.StagingOf(LeaseKey.Of(Key()), token)));
    }
}
