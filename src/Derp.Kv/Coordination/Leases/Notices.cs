using Derp.Kv.Coordination.Holds;

namespace Derp.Kv.Coordination.Leases;

/// <summary>
/// The client's subscription to notices, made when one of its flights or idempotent calls first has to wait, so that a client that never waits
/// needs no second connection. Until it is made, and if it is refused, waiters poll.
/// </summary>
internal sealed class Notices(KvClient client)
{
    // Permissions are granted and connections return, but not often.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private Task? _attempt;
    private long _endedAt;
    private volatile bool _on;

    public bool AreOn => _on;

    /// <summary>Begins to subscribe. The task never fails; null: subscribed, or refused not long ago.</summary>
    public Task? TurnOn()
    {
        if (_on)
            return null;

        lock (_gate)
        {
            if (_attempt is { IsCompleted: false })
                return _attempt;
            if (_on || (_attempt is not null && client.Time.GetElapsedTime(_endedAt) < s_pause))
                return null;

            // Not in the execution context of the first caller that waits.
            using (ExecutionContext.SuppressFlow())
                return _attempt = client.Background.Run(SubscribeAsync);
        }
    }

    private async Task SubscribeAsync()
    {
        try
        {
            _on = await client.Inner.SubscribeToNoticesAsync(key => client.Notified(key.Span)).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            client.Log.NoNotices(e);
        }

        _endedAt = client.Time.GetTimestamp();
    }
}
