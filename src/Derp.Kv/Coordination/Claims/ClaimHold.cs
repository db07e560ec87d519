using Derp.Kv.Coordination.Holds;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination.Claims;

/// <summary>
/// Keeps a claim for a running body: renews it, and cancels the body's token when the claim is another's or, by the clock,
/// may be.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="key">The claim's key.</param>
/// <param name="record">The record there as long as it is ours.</param>
/// <param name="policy">How the call behaves.</param>
/// <param name="lost">The source of the body's token.</param>
/// <param name="asked">When the claim was sent.</param>
internal sealed class ClaimHold(KvClient client, byte[] key, byte[] record, ClaimPolicy policy, CancellationTokenSource lost, long asked)
    : Hold(client, policy.LockTtl, asked, isRenewing: true)
{
    private bool _hasFired;
    private volatile bool _isFinishing;

    /// <summary>
    /// The body has ended. The claim is kept until the result is stored, which may have to wait for a thread; that a renewal then
    /// finds another record is not a loss.
    /// </summary>
    public void Finish() => _isFinishing = true;

    protected override Answer Renew() => Client.SendRenewal(key, record, policy.LockTtl);

    protected override void Lost()
    {
        if (_hasFired || _isFinishing)
            return;
        KvMetrics.ClaimLost(policy.Method);
        Client.Log.ClaimLost(policy.Method);
        Fire();
    }

    // The next turn tries again; if the claim expires meanwhile, that turn finds it.
    protected override bool Failed(Exception exception)
    {
        KvMetrics.ClaimFailure(policy.Method, "renew");
        Client.Log.NotRenewed(policy.Method, exception);
        return true;
    }

    protected override TimeSpan? UntilDeadline() => _hasFired || _isFinishing ? null : Life - Unconfirmed;

    // The server may still have it, and renewing goes on: while it exists, no other call runs.
    protected override void AtDeadline()
    {
        KvMetrics.ClaimLost(policy.Method);
        Client.Log.ClaimLapsed(policy.Method, policy.LockTtl.TotalSeconds);
        Fire();
    }

    private void Fire()
    {
        _hasFired = true;
        Client.Background.Fire(lost);
    }
}
