using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Holds;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination.Leases;

/// <summary>
/// Keeps a key for the body of a flight: renews the lease, if there is one, and ends the flight after 10 × LockTtl,
/// whatever the body does meanwhile.
/// </summary>
internal sealed class LeaseHold : Hold
{
    private readonly Flight _flight;
    private readonly LeaseToken _lease;
    private readonly GuardPolicy _policy;
    private readonly TimeSpan? _staleIfError;
    private readonly long _began;

    /// <param name="client">The client.</param>
    /// <param name="flight">The flight whose body runs.</param>
    /// <param name="lease">Its token.</param>
    /// <param name="policy">How it behaves.</param>
    /// <param name="asked">When the lease was asked for; null: there is none, and only the body's time is limited.</param>
    /// <param name="staleIfError">How long the value that is renewed is kept past its lifetime; null: the lease does not say where the value is in its life.</param>
    public LeaseHold(KvClient client, Flight flight, LeaseToken lease, GuardPolicy policy, long? asked, TimeSpan? staleIfError = null)
        : base(client, policy.LockTtl, asked ?? client.Time.GetTimestamp(), isRenewing: asked is not null)
    {
        (_flight, _lease, _policy, _staleIfError) = (flight, lease, policy, staleIfError);
        _began = client.Time.GetTimestamp();
    }

    /// <summary>Whether a renewal failed: the call then asks nothing more of the store.</summary>
    public bool StoreFailed { get; private set; }

    // Once all callers have left, the lease has been released: there is none to renew, and none is lost.
    protected override bool IsWorthRenewing => !_flight.IsDeserted;

    protected override Answer Renew() => Client.SendRenewal(_flight.Key, _lease, _policy.LockTtl, _staleIfError);

    protected override void Lost()
    {
        if (_flight.IsDeserted)
            return;
        KvMetrics.LeaseLost(_policy.Method);
        Client.Log.LeaseLost(_policy.Method);
    }

    protected override bool Failed(Exception exception)
    {
        Client.NoteFailure(_policy.Method, "renew", exception, isFirst: _flight.TryCountFailure());
        StoreFailed = true;
        return false;
    }

    protected override TimeSpan? UntilDeadline() => _policy.MaxHold - Client.Time.GetElapsedTime(_began);

    // A body that hangs no longer blocks its key and its callers. If it ends later, its result is discarded.
    protected override void AtDeadline()
    {
        End();
        _flight.TryGiveUp(
            new TimeoutException($"The body of {_policy.Method} has run for {_policy.MaxHold.TotalSeconds:0.###} s, ten times its LockTtl, and was cancelled."),
            () =>
            {
                KvMetrics.GivenUp(_policy.Method);
                Client.Log.GivenUp(_policy.Method, _policy.MaxHold.TotalSeconds);
            });
    }
}
