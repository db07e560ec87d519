using System.Threading.Channels;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv.Conformance;

// Who ends a marked lease tells the subscribers; who ends an unmarked one does not.
public abstract partial class KvClientConformance
{
    public static TheoryData<string> Ends => ["commit", "release", "invalidate"];

    /// <summary>Whether the backend sends notices at all; without them waiters poll.</summary>
    protected virtual bool SendsNotices => true;

    /// <summary>Whether one may come twice: on a cluster, where a subscription can move from node to node.</summary>
    protected virtual bool NoticesMayRepeat => false;

    private Task<bool> EndAsync(string end, string key) => end switch
    {
        "commit" => Client.CommitLeaseAsync(Key(key), _mine, Utf8("value"), Minute).AsTask(),
        "release" => Client.ReleaseLeaseAsync(Key(key), _mine).AsTask(),
        _ => Client.InvalidateAsync(Key(key)).AsTask(),
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task C16_End_of_a_marked_lease_is_told_and_that_of_an_unmarked_one_is_not(string end)
    {
        var notices = Channel.CreateUnbounded<byte[]>();
        var subscribed = await Client.SubscribeToNoticesAsync(key =>
        {
            if (key.Span.StartsWith(_unique))
                notices.Writer.TryWrite(key.ToArray());
        });
        Assert.Equal(SendsNotices, subscribed);
        if (!subscribed)
            return;

        foreach (var key in new[] { "unmarked", "marked" })
        {
            Assert.True((await Client.GetOrLeaseAsync(Key(key), _mine, Minute)).IsGranted);
            Assert.False((await Client.GetOrLeaseAsync(Key(key), _theirs, Minute, mark: key == "marked")).IsGranted);
            await EndAsync(end, key);
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Assert.Equal(Key("marked"), await notices.Reader.ReadAsync(limit.Token));

        while (notices.Reader.TryRead(out var again))
        {
            Assert.True(NoticesMayRepeat, "A notice came twice.");
            Assert.Equal(Key("marked"), again);
        }
    }

    [Fact]
    public async Task C16_Mark_is_the_leases_last_byte_and_changes_neither_owner_nor_lifetime()
    {
        await Client.GetOrLeaseAsync(Key(), _mine, Minute);
        Assert.False((await Client.GetOrLeaseAsync(Key(), _theirs, TimeSpan.FromHours(1), mark: true)).IsGranted);
        var lease = await Client.GetAsync(LeaseKey.Of(Key()));
        Assert.Equal((byte[])[.. _mine.ToArray(), SendsNotices ? (byte)1 : (byte)0], lease);
        Assert.InRange((await Client.TtlAsync(LeaseKey.Of(Key())))!.Value, TimeSpan.FromSeconds(50), Minute);

        Assert.True(await Client.RenewLeaseAsync(Key(), _mine, Minute));
        Assert.True((await Client.GetOrLeaseAsync(Key(), _mine, Minute, mark: true)).IsGranted);
        Assert.Equal(lease, await Client.GetAsync(LeaseKey.Of(Key())));
    }

    [Fact]
    public async Task C16_Own_lease_and_a_new_one_are_not_marked()
    {
        Assert.True((await Client.GetOrLeaseAsync(Key(), _mine, Minute, mark: true)).IsGranted);
        Assert.True((await Client.GetOrLeaseAsync(Key(), _mine, Minute, mark: true)).IsGranted);
        Assert.Equal((byte[])[.. _mine.ToArray(), 0], await Client.GetAsync(LeaseKey.Of(Key())));
    }
}
