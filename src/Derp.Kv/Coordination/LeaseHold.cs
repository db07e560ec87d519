using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination;

/// <summary>Keeps a key for its body: renews the lease, where there is one, at a third of its life, and ends a body after ten of them.</summary>
internal sealed class LeaseHold(KvClient client, byte[] key, LeaseToken lease, GuardPolicy policy, bool isLeased)
{
    /// <summary>Whether a renewal failed: the call then asks nothing more of the store.</summary>
    public bool StoreFailed { get; private set; }

    /// <summary>Waits for the body to end, at most its time.</summary>
    /// <param name="body">The body.</param>
    /// <param name="bodyToken">Once it fires the callers have left and the lease has been given back: there is none to renew, and none is lost.</param>
    /// <returns>Whether it has ended.</returns>
    public async Task<bool> WaitAsync(Task body, CancellationToken bodyToken)
    {
        var began = client.Time.GetTimestamp();
        var renewing = isLeased;
        while (!body.IsCompleted)
        {
            var left = policy.MaxHold - client.Time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                _ = body.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                return false;
            }

            using var turn = new CancellationTokenSource();
            var pause = Pause.For(renewing && policy.RenewalInterval < left ? policy.RenewalInterval : left, client, turn.Token);
            if (await Task.WhenAny(body, pause).ConfigureAwait(false) == body)
                turn.Cancel();
            else
                renewing = renewing && !bodyToken.IsCancellationRequested && await TryRenewAsync().ConfigureAwait(false);
        }

        return true;
    }

    // False when there is nothing left to renew: the lease was voided or has passed on, and the commit will find so too.
    private async Task<bool> TryRenewAsync()
    {
        try
        {
            if (await client.RenewLeaseAsync(key, lease, policy.LockTtl, CancellationToken.None).ConfigureAwait(false))
                return true;

            KvMetrics.LeaseLost(policy.Method);
            client.Log.LeaseLost(policy.Method);
            return false;
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            client.NoteFailure(policy.Method, "renew", e);
            StoreFailed = true;
            return false;
        }
    }
}
