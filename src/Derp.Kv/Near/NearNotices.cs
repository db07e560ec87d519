using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Holds;

namespace Derp.Kv.Near;

/// <summary>
/// The client's subscription to notices of invalidations. Without it, and with each notice that is lost, entries live until
/// their deadline, which is what is promised (N1); with it, for milliseconds.
/// </summary>
internal sealed class NearNotices(KvClient client, NearCache near)
{
    // Rights are granted and connections come back, but not often.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private Task? _attempt;
    private long _endedAt;
    private volatile bool _on;
    private volatile bool _areNone = !client.Options.NearNotices;

    /// <summary>Whether the store has confirmed the subscription.</summary>
    public bool AreOn => _on;

    /// <summary>Begins to subscribe, if there is no subscription and it was not refused not long ago.</summary>
    public void TurnOn()
    {
        if (_on || _areNone)
            return;

        lock (_gate)
        {
            if (_attempt is { IsCompleted: false } || (_attempt is not null && client.Time.GetElapsedTime(_endedAt) < s_pause))
                return;

            // Not in the flow of the caller who happens to be the first.
            using (ExecutionContext.SuppressFlow())
                _attempt = client.Background.Run(SubscribeAsync);
        }
    }

    private async Task SubscribeAsync()
    {
        try
        {
            var isConfirmed = await client.Inner.SubscribeToNearNoticesAsync(
                notice => near.Receive(notice.Span),
                () => near.VoidAll("subscription")).ConfigureAwait(false);

            // What was invalidated before, no notice has told.
            if (isConfirmed)
                near.VoidAll("subscription");
            (_on, _areNone) = (isConfirmed, !isConfirmed);
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            client.Log.NoNearNotices(e);
        }

        _endedAt = client.Time.GetTimestamp();
    }
}
