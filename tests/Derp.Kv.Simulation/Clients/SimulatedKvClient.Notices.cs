namespace Derp.Kv.Simulation;

// The subscriptions are on a connection of their own, and made again whenever it stands again. What is published meanwhile is lost.
internal sealed partial class SimulatedKvClient
{
    private Action<ReadOnlyMemory<byte>>? _onNotice;
    private Action<ReadOnlyMemory<byte>>? _onNearNotice;
    private Action? _onGap;

    /// <summary>Hears of each notice that arrives, before the client does.</summary>
    public Action<Notice>? Received { get; set; }

    public void Receive(Notice notice)
    {
        Received?.Invoke(notice);
        (notice.IsNear ? _onNearNotice : _onNotice)?.Invoke(notice.Payload);
    }

    protected override async ValueTask<bool> SubscribeToNoticesCoreAsync(Action<ReadOnlyMemory<byte>> onNotice, CancellationToken cancellationToken)
    {
        await SubscribeAsync(near: false, cancellationToken).ConfigureAwait(false);
        _onNotice = onNotice;
        return true;
    }

    internal override async ValueTask<bool> SubscribeToNearNoticesCoreAsync(Action<ReadOnlyMemory<byte>> onNotice, Action onGap, CancellationToken cancellationToken)
    {
        // Registered first: what arrives right behind the confirmation is heard.
        _onNearNotice = onNotice;
        await SubscribeAsync(near: true, cancellationToken).ConfigureAwait(false);
        _onGap = onGap;
        return true;
    }

    internal override ValueTask<bool> PublishNearCoreAsync(byte[] notice, CancellationToken cancellationToken) =>
        SendAsync(CommandKind.Publish, notice, static (scripts, notice) => scripts.Store.PublishNearCoreAsync(notice, default), cancellationToken);

    private ValueTask<bool> SubscribeAsync(bool near, CancellationToken cancellationToken)
    {
        // The server's part is done when the command arrives; it knows the session from the call.
        var (subscription, process) = (new Subscription(), _process);
        var call = new Call<(SimulatedProcess, Subscription, bool), bool>(
            process,
            CommandKind.Subscribe,
            (process, subscription, near),
            static (_, a) =>
            {
                a.Item1.Machine.Server.Subscribe(a.Item2.Call!.Session!, a.Item3);
                return new(true);
            });
        subscription.Call = call;
        Sent?.Invoke(call);
        _notices.Send(call);
        return cancellationToken.CanBeCanceled ? WaitAsync(call, cancellationToken) : new(call.Reply);
    }

    // The library does it by itself.
    private void Resubscribe()
    {
        if (_onNotice is not null)
            _ = SubscribeAgainAsync(near: false);
        if (_onGap is not null)
            _ = SubscribeAgainAsync(near: true);
    }

    private async Task SubscribeAgainAsync(bool near)
    {
        try
        {
            await SubscribeAsync(near, CancellationToken.None).ConfigureAwait(false);
        }
        catch (KvUnavailableException)
        {
            // The connection has broken again, and is made again.
        }
    }

    private void Gap() => _onGap?.Invoke();

    private sealed class Subscription
    {
        public Call? Call { get; set; }
    }
}
