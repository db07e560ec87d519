using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Holds;

namespace Derp.Kv.Tests.Races.Exploration;

// What is sent for each operation. Those of no key, and of all, are told of as operations of the first.
internal sealed partial class ControlledKvClient
{
    protected override ValueTask<byte[]?> GetCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        PassAsync("Get", key, null, static (server, key) => server.GetAsync(key), cancellationToken);

    protected override ValueTask<LeaseResult> GetOrLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, bool mark, CancellationToken cancellationToken) =>
        PassAsync(mark ? "GetOrLease with mark" : "GetOrLease", key, token.ToArray(), (server, key) => server.GetOrLeaseAsync(key, token, lease, mark), cancellationToken);

    // A notice takes its time, and may be lost.
    protected override ValueTask<bool> SubscribeToNoticesCoreAsync(Action<ReadOnlyMemory<byte>> onNotice, CancellationToken cancellationToken) =>
        PassAsync(
            "SubscribeToNotices",
            server => server.SubscribeToNoticesAsync(key => _explorer.Offer(
                new(Name, server.NameOf("notice arrives", key), OptionKind.Step, () => onNotice(key)),
                new(Name, server.NameOf("notice is lost", key), OptionKind.Fault, static () => { }))),
            cancellationToken);

    internal override ValueTask<bool> SubscribeToNearNoticesCoreAsync(Action<ReadOnlyMemory<byte>> onNotice, Action onGap, CancellationToken cancellationToken) =>
        !HearsOfInvalidations ? new(false) : PassAsync(
            "SubscribeToNearNotices",
            server => server.SubscribeToNearNoticesAsync(notice => Deliver(onNotice, notice)),
            cancellationToken);

    internal override ValueTask<bool> PublishNearCoreAsync(byte[] notice, CancellationToken cancellationToken) =>
        !HearsOfInvalidations ? new(false) : PassAsync("PublishNear", server => server.PublishNearAsync(notice), cancellationToken);

    // Late, and after others that were sent later, by the order of steps.
    private void Deliver(Action<ReadOnlyMemory<byte>> onNotice, ReadOnlyMemory<byte> notice) => _explorer.Offer(
        new($"{Name} channel", "near notice arrives", OptionKind.Step, () => onNotice(notice)),
        new($"{Name} channel", "near notice is lost", OptionKind.Fault, static () => { }),
        new($"{Name} channel", "near notice arrives twice", OptionKind.Fault, () =>
        {
            onNotice(notice);
            Deliver(onNotice, notice);
        }));

    protected override ValueTask<bool> RenewLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, CancellationToken cancellationToken) =>
        PassAsync("RenewLease", key, token.ToArray(), (server, key) => server.RenewLeaseAsync(key, token, lease), cancellationToken);

    protected override ValueTask<bool> CommitLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var copy = value.ToArray();
        if (!StagesValues)
            return PassAsync("CommitLease", key, token.ToArray(), (server, key) => server.CommitLeaseAsync(key, token, copy, ttl), cancellationToken);
        var owned = key.ToArray();
        return CommitStagedAsync("CommitLease", owned, token, copy, server => server.CommitStagedAsync(owned, token, ttl), server => server.CommitLeaseAsync(owned, token, copy, ttl), cancellationToken);
    }

    protected override ValueTask<bool> ReleaseLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, CancellationToken cancellationToken) =>
        PassAsync("ReleaseLease", key, token.ToArray(), (server, key) => server.ReleaseLeaseAsync(key, token), cancellationToken);

    protected override ValueTask<bool> InvalidateCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, TimeSpan? settle, CancellationToken cancellationToken) =>
        PassAsync("Invalidate", key, null, static (server, key) => server.InvalidateAsync(key), cancellationToken);

    protected override ValueTask<byte[]> TakeStampCoreAsync(ReadOnlyMemory<byte> tag, ReadOnlyMemory<byte> stamp, TimeSpan life, CancellationToken cancellationToken)
    {
        var made = stamp.ToArray();
        return PassAsync("TakeStamp", tag, null, (server, key) => server.TakeStampAsync(key, made, life), cancellationToken);
    }

    protected override ValueTask InvalidateTagCoreAsync(ReadOnlyMemory<byte> tag, TimeSpan? settle, CancellationToken cancellationToken) =>
        new(PassAsync("InvalidateTag", tag, null, static (server, key) => server.InvalidateTagAsync(key), cancellationToken).AsTask());

    protected override ValueTask<byte[]?> SetNxGetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var copy = value.ToArray();
        return PassAsync("SetNxGet", key, copy, (server, key) => server.SetNxGetAsync(key, copy, ttl), cancellationToken);
    }

    protected override ValueTask<bool> SetNxCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var copy = value.ToArray();
        return PassAsync("SetNx", key, copy, (server, key) => server.SetNxAsync(key, copy, ttl), cancellationToken);
    }

    protected override ValueTask<bool> CompareAndSetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var (compared, copy) = (expected.ToArray(), value.ToArray());
        return PassAsync("CompareAndSet", key, compared, (server, key) => server.CompareAndSetAsync(key, compared, copy, ttl), cancellationToken);
    }

    protected override ValueTask<bool> CompareAndDeleteCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, CancellationToken cancellationToken)
    {
        var compared = expected.ToArray();
        return PassAsync("CompareAndDelete", key, compared, (server, key) => server.CompareAndDeleteAsync(key, compared), cancellationToken);
    }

    protected override ValueTask<bool> CompareAndExpireCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var compared = expected.ToArray();
        return PassAsync("CompareAndExpire", key, compared, (server, key) => server.CompareAndExpireAsync(key, compared, ttl), cancellationToken);
    }

    protected override ValueTask<TimeSpan?> TtlCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        PassAsync("Ttl", key, null, static (server, key) => server.TtlAsync(key), cancellationToken);

    protected override ValueTask SetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken) => throw NotExplored();

    protected override ValueTask<bool> DeleteCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => throw NotExplored();

    protected override ValueTask<bool> ExistsCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => throw NotExplored();

    protected override ValueTask<IReadOnlyList<byte[]?>> MGetCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>[] copy = [.. keys.Select(static key => key.ToArray())];
        return PassAsync("MGet", Array.Find(copy, key => _server.Knows(key.Span)), null, (server, _) => server.MGetAsync(copy), cancellationToken);
    }

    protected override ValueTask MSetCoreAsync(IReadOnlyList<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> items, TimeSpan? ttl, CancellationToken cancellationToken) => throw NotExplored();

    protected override ValueTask<long> DeleteManyCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) =>
        PassAsync("DeleteMany", static server => server.DeleteManyAsync());

    protected override ValueTask<bool> ExpireCoreAsync(ReadOnlyMemory<byte> key, TimeSpan ttl, CancellationToken cancellationToken) => throw NotExplored();

    protected override ValueTask<long> IncrCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => throw NotExplored();

    // A scan of a whole store, as it is for the one key: it comes by once.
    internal override IAsyncEnumerable<byte[]> ScanLeasesCoreAsync(CancellationToken cancellationToken) => ScanAsync("ScanLeases", static server => server.ScanLeasesAsync());

    protected override IAsyncEnumerable<byte[]> ScanCoreAsync(ReadOnlyMemory<byte> prefix, CancellationToken cancellationToken) => ScanAsync("ScanValues", static server => server.ScanValuesAsync());

    private async IAsyncEnumerable<byte[]> ScanAsync(string operation, Func<Server, ValueTask<byte[][]>> scan)
    {
        foreach (var key in await PassAsync(operation, scan))
            yield return key;
    }

    protected override ValueTask<RateLimitResult> AcquirePermitCoreAsync(ReadOnlyMemory<byte> key, PermitRequest request, CancellationToken cancellationToken) => throw NotExplored();

    protected override ValueTask<long> RefundPermitCoreAsync(ReadOnlyMemory<byte> key, long permits, CancellationToken cancellationToken) => throw NotExplored();

    private static NotSupportedException NotExplored() => new("The explored helpers do not use this operation.");
}
