using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Coordination.Holds;

namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>
/// A client whose every operation waits for its turn twice: before the server executes it, and before its reply arrives. In
/// between, and instead, it may fail: refused (nothing happened), unanswered (it may still happen, later) or its reply lost.
/// A caller that gives up does not take back what it sent.
/// </summary>
internal sealed class ControlledKvClient : KvClient
{
    private readonly Explorer _explorer;
    private readonly Server _server;
    private readonly Dictionary<string, int> _executed = [];
    private int _sent;

    public ControlledKvClient(Explorer explorer, Server server, string name, TimeProvider? clock = null)
        : base(new KvClientOptions { TimeProvider = clock ?? explorer.Time })
    {
        (_explorer, _server, Queue, Name) = (explorer, server, new QueuedBackground(explorer, name), name);
        Background = Queue;
    }

    public string Name { get; }

    public QueuedBackground Queue { get; }

    /// <summary>Whether an operation took effect after one that its caller sent later.</summary>
    public bool Overtaken { get; private set; }

    /// <summary>Hears of each operation that is sent: its name, actor and token.</summary>
    public Action<string, string, byte[]?>? Sent { get; set; }

    /// <summary>Hears of each reply that reaches its caller: operation, actor, reply; the exception where it failed.</summary>
    public Action<string, string, object?>? Replied { get; set; }

    /// <summary>Whether replies arrive in the step that executes, and nobody gets ahead in the middle of one: fewer orders, for those who want them all.</summary>
    public bool RepliesAtOnce { get; init; }

    /// <summary>Whether invalidations are told of on a channel, as methods with <c>Near</c> need it.</summary>
    public bool HearsOfInvalidations { get; init; }

    /// <summary>An operation that is answered and never sent: what a client does that forgets it.</summary>
    public string? Forgets { get; init; }

    /// <summary>The server's part of an invalidation, without the client's.</summary>
    public ValueTask<bool> InvalidateOnlyAsync() => InvalidateCoreAsync(default, default, settle: null, default);

    private async ValueTask<T> PassAsync<T>(string operation, byte[]? compared, Func<Server, ValueTask<T>> command, CancellationToken cancellationToken = default)
    {
        var (actor, number) = (Explorer.Actor, ++_sent);
        var reply = new TaskCompletionSource<T>();
        if (operation == Forgets)
            return default!;

        Sent?.Invoke(operation, actor, compared);
        _explorer.Offer(
            new(actor, operation, OptionKind.Step, Execute),
            new(actor, $"{operation} is refused", OptionKind.Fault, () => reply.TrySetException(InterceptingKvClient.Unavailable(outcomeUnknown: false))),
            new(actor, $"{operation} is not answered", OptionKind.Fault, () =>
            {
                _explorer.Offer(
                    new(actor, $"{operation} is late", OptionKind.Step, Execute),
                    new(actor, $"{operation} is lost", OptionKind.Step, static () => { }));
                reply.TrySetException(InterceptingKvClient.Unavailable(outcomeUnknown: true));
            }));
        using var registration = cancellationToken.UnsafeRegister(_ => reply.TrySetCanceled(cancellationToken), null);

        // Others share a read only after it was sent.
        if (operation == "Get" && !RepliesAtOnce)
            _explorer.LetOthersGetAhead();
        try
        {
            var result = await reply.Task.ConfigureAwait(false);
            Replied?.Invoke(operation, actor, result);
            return result;
        }
        catch (Exception e)
        {
            Replied?.Invoke(operation, actor, e);
            throw;
        }

        void Execute()
        {
            Overtaken |= number < _executed.GetValueOrDefault(actor);
            _executed[actor] = number;
            var answer = _server.Execute(operation, actor, compared, command);
            if (reply.Task.IsCompleted)
                return;
            if (RepliesAtOnce)
            {
                reply.TrySetResult(answer);
                return;
            }

            _explorer.Offer(
                new(actor, $"{operation} is answered", OptionKind.Step, () => reply.TrySetResult(answer)),
                new(actor, $"{operation}'s answer is lost", OptionKind.Fault, () => reply.TrySetException(InterceptingKvClient.Unavailable(outcomeUnknown: true))));
        }
    }

    protected override ValueTask<byte[]?> GetCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        PassAsync("Get", null, static server => server.GetAsync(), cancellationToken);

    internal override async ValueTask<StoredBytes?> ReadCoreAsync(byte[] key, CancellationToken cancellationToken)
    {
        if (await GetCoreAsync(key, cancellationToken).ConfigureAwait(false) is not { } bytes)
            return null;
        var loan = new Loan(bytes);
        return new StoredBytes(loan.Bytes, loan);
    }

    protected override ValueTask<LeaseResult> GetOrLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, bool mark, CancellationToken cancellationToken) =>
        PassAsync(mark ? "GetOrLease with mark" : "GetOrLease", token.ToArray(), server => server.GetOrLeaseAsync(token, lease, mark), cancellationToken);

    // A notice takes its time, and may be lost.
    protected override ValueTask<bool> SubscribeToNoticesCoreAsync(Action<ReadOnlyMemory<byte>> onNotice, CancellationToken cancellationToken) =>
        PassAsync(
            "SubscribeToNotices",
            null,
            server => server.SubscribeToNoticesAsync(() => _explorer.Offer(
                new(Name, "notice arrives", OptionKind.Step, () => onNotice(server.Key)),
                new(Name, "notice is lost", OptionKind.Fault, static () => { }))),
            cancellationToken);

    internal override ValueTask<bool> SubscribeToNearNoticesCoreAsync(Action<ReadOnlyMemory<byte>> onNotice, Action onGap, CancellationToken cancellationToken) =>
        !HearsOfInvalidations ? new(false) : PassAsync(
            "SubscribeToNearNotices",
            null,
            server => server.SubscribeToNearNoticesAsync(notice => Deliver(onNotice, notice)),
            cancellationToken);

    internal override ValueTask<bool> PublishNearCoreAsync(byte[] notice, CancellationToken cancellationToken) =>
        !HearsOfInvalidations ? new(false) : PassAsync("PublishNear", null, server => server.PublishNearAsync(notice), cancellationToken);

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
        PassAsync("RenewLease", token.ToArray(), server => server.RenewLeaseAsync(token, lease), cancellationToken);

    protected override ValueTask<bool> CommitLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var copy = value.ToArray();
        return PassAsync("CommitLease", token.ToArray(), server => server.CommitLeaseAsync(token, copy, ttl), cancellationToken);
    }

    protected override ValueTask<bool> ReleaseLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, CancellationToken cancellationToken) =>
        PassAsync("ReleaseLease", token.ToArray(), server => server.ReleaseLeaseAsync(token), cancellationToken);

    protected override ValueTask<bool> InvalidateCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, TimeSpan? settle, CancellationToken cancellationToken) =>
        PassAsync("Invalidate", null, static server => server.InvalidateAsync(), cancellationToken);

    protected override ValueTask<RefreshResult> GetOrRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, ReadOnlyMemory<byte> seen, TimeSpan staleIfError, bool mark, CancellationToken cancellationToken) => throw NotExplored();

    protected override ValueTask<bool> RenewRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, TimeSpan staleIfError, CancellationToken cancellationToken) => throw NotExplored();

    protected override ValueTask<bool> CommitRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl, TimeSpan fresh, CancellationToken cancellationToken) => throw NotExplored();

    protected override ValueTask<TimeSpan?> FailRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan staleIfError, int share, CancellationToken cancellationToken) => throw NotExplored();

    protected override ValueTask<byte[]> TakeStampCoreAsync(ReadOnlyMemory<byte> tag, ReadOnlyMemory<byte> stamp, TimeSpan life, CancellationToken cancellationToken) => throw NotExplored();

    protected override ValueTask InvalidateTagCoreAsync(ReadOnlyMemory<byte> tag, TimeSpan? settle, CancellationToken cancellationToken) => throw NotExplored();

    protected override ValueTask<byte[]?> SetNxGetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var copy = value.ToArray();
        return PassAsync("SetNxGet", copy, server => server.SetNxGetAsync(copy, ttl), cancellationToken);
    }

    protected override ValueTask<bool> SetNxCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var copy = value.ToArray();
        return PassAsync("SetNx", copy, server => server.SetNxAsync(copy, ttl), cancellationToken);
    }

    protected override ValueTask<bool> CompareAndSetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var (compared, copy) = (expected.ToArray(), value.ToArray());
        return PassAsync("CompareAndSet", compared, server => server.CompareAndSetAsync(compared, copy, ttl), cancellationToken);
    }

    protected override ValueTask<bool> CompareAndDeleteCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, CancellationToken cancellationToken)
    {
        var compared = expected.ToArray();
        return PassAsync("CompareAndDelete", compared, server => server.CompareAndDeleteAsync(compared), cancellationToken);
    }

    protected override ValueTask<bool> CompareAndExpireCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var compared = expected.ToArray();
        return PassAsync("CompareAndExpire", compared, server => server.CompareAndExpireAsync(compared, ttl), cancellationToken);
    }

    protected override ValueTask<TimeSpan?> TtlCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        PassAsync("Ttl", null, static server => server.TtlAsync(), cancellationToken);

    protected override ValueTask SetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken) => throw NotExplored();

    protected override ValueTask<bool> DeleteCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => throw NotExplored();

    protected override ValueTask<bool> ExistsCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => throw NotExplored();

    protected override ValueTask<IReadOnlyList<byte[]?>> MGetCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) => throw NotExplored();

    protected override ValueTask MSetCoreAsync(IReadOnlyList<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> items, TimeSpan? ttl, CancellationToken cancellationToken) => throw NotExplored();

    protected override ValueTask<long> DeleteManyCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) =>
        PassAsync("DeleteMany", null, static server => server.DeleteManyAsync());

    protected override ValueTask<bool> ExpireCoreAsync(ReadOnlyMemory<byte> key, TimeSpan ttl, CancellationToken cancellationToken) => throw NotExplored();

    protected override ValueTask<long> IncrCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => throw NotExplored();

    // A scan of a whole store, as it is for the one key: it comes by once.
    internal override IAsyncEnumerable<byte[]> ScanLeasesCoreAsync(CancellationToken cancellationToken) => ScanAsync("ScanLeases", static server => server.ScanLeasesAsync());

    protected override IAsyncEnumerable<byte[]> ScanCoreAsync(ReadOnlyMemory<byte> prefix, CancellationToken cancellationToken) => ScanAsync("ScanValues", static server => server.ScanValuesAsync());

    private async IAsyncEnumerable<byte[]> ScanAsync(string operation, Func<Server, ValueTask<byte[][]>> scan)
    {
        foreach (var key in await PassAsync(operation, null, scan))
            yield return key;
    }

    protected override ValueTask<RateLimitResult> AcquirePermitCoreAsync(ReadOnlyMemory<byte> key, PermitRequest request, CancellationToken cancellationToken) => throw NotExplored();

    protected override ValueTask<long> RefundPermitCoreAsync(ReadOnlyMemory<byte> key, long permits, CancellationToken cancellationToken) => throw NotExplored();

    private static NotSupportedException NotExplored() => new("The explored helpers do not use this operation.");
}
