namespace Derp.Kv.Valkey.Channel;

/// <summary>Looks once a second whether a subscription still stands, since the client library does not say when it was interrupted. One that is shorter goes unnoticed.</summary>
internal sealed class SubscriptionWatch : IDisposable
{
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(1);

    private readonly Func<Task<bool>> _isSubscribed;
    private readonly Action _onGap;
    private readonly ITimer _timer;
    private int _isLooking;
    private bool _isLost;

    /// <param name="isSubscribed">Looks.</param>
    /// <param name="onGap">Called when it is found lost, and when it is found again.</param>
    /// <param name="time">The clock.</param>
    public SubscriptionWatch(Func<Task<bool>> isSubscribed, Action onGap, TimeProvider time)
    {
        (_isSubscribed, _onGap) = (isSubscribed, onGap);
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(static watch => _ = ((SubscriptionWatch)watch!).LookAsync(), this, s_betweenLooks, s_betweenLooks);
    }

    public void Dispose() => _timer.Dispose();

    private async Task LookAsync()
    {
        if (Interlocked.Exchange(ref _isLooking, 1) != 0)
            return;
        try
        {
            var isLost = !await IsSubscribedAsync().ConfigureAwait(false);
            if (isLost != _isLost)
                _onGap();
            _isLost = isLost;
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    private async Task<bool> IsSubscribedAsync()
    {
        try
        {
            return await _isSubscribed().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever the library throws: what cannot be asked is not known to stand.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
