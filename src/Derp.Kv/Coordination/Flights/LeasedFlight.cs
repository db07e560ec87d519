using Derp.Kv.Coordination.Holds;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination.Flights;

/// <summary>A flight that runs its body once, under a lease or without one.</summary>
internal abstract class LeasedFlight<TState, TValue>(KvClient client, byte[] key, GuardCodec<TValue> codec, in GuardedCall<TState, TValue> call)
    : KeyFlight<TValue>(client, key, codec)
{
    private GuardedCall<TState, TValue> _call = call;
    private int _firstLooks;

    protected override GuardPolicy Policy => _call.Policy;

    /// <summary>More than a plain body; null: there is no more.</summary>
    protected BodyCall<TValue>? Body => _call.More;

    /// <summary>How long the value at hand is kept past its lifetime, if the lease says where that is in its life; null: it does not.</summary>
    protected virtual TimeSpan? StaleIfError => null;

    /// <summary>Starts the flight for this call, on whose instance its body runs: the call that has read, not one that joined the read.</summary>
    public void TakeOff(in GuardedCall<TState, TValue> call, bool storeFailed)
    {
        _call = call;
        TakeOff(Client.Flights, Client.Chance.NextToken(), storeFailed);
    }

    /// <summary>A value that the caller has read and does not take without a question. Called before the start.</summary>
    public virtual void HaveAtHand(byte[] stored)
    {
    }

    // Ends with the time given; earlier with a notice, or with the time between two polls, since notices can be lost.
    protected async Task WaitForHolderAsync(TimeSpan longest, bool marked)
    {
        // The first wait of a client begins its subscription, and asks again once that is made, to mark the lease.
        var notice = marked ? NextNoticeAsync() : Client.Notices.TurnOn();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(BodyToken);
        var untilNextLook = marked || notice is null ? Policy.TimeBetweenLooks(marked) : Policy.TimeBetweenFirstLooks(_firstLooks++);
        var pause = Pause.For(Shorter(longest, untilNextLook), Client, ended.Token);
        await Client.Background.WhenAny(pause, notice ?? pause).ConfigureAwait(false);
        ended.Cancel();
        BodyToken.ThrowIfCancellationRequested();
    }

    protected static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    /// <summary>Runs the body under the granted lease.</summary>
    /// <param name="asked">When it was asked for.</param>
    /// <param name="undecided">Left when the body begins.</param>
    protected async Task<FlightOutcome> RunLeasedAsync(long asked, Passage undecided)
    {
        if (!TryHoldLease())
        {
            ReleaseInBackground();
            throw new OperationCanceledException(BodyToken);
        }

        return await RunHoldingAsync(asked, undecided).ConfigureAwait(false);
    }

    /// <summary>As <see cref="RunLeasedAsync"/>, once the lease is noted.</summary>
    protected async Task<FlightOutcome> RunHoldingAsync(long asked, Passage undecided)
    {
        TValue value;
        LeaseHold hold;
        try
        {
            (value, hold) = await RunHeldAsync(asked, undecided).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (await RecoverAsync(e).ConfigureAwait(false) is { } served)
                return served;
            throw;
        }

        var (bytes, store, outcome) = Conclude(value);
        if (TryTakeLease())
        {
            if (store && hold.IsLapsed)
                KvMetrics.ValueNotStored(Policy.Method, "lease_lost");
            if (hold.StoreFailed || hold.IsLapsed)
                ReleaseInBackground();
            else if (bytes is null || !store)
                await LeaveUnstoredAsync().ConfigureAwait(false);
            else
                await CommitAsync(bytes, outcome).ConfigureAwait(false);
        }

        return outcome;
    }

    /// <summary>Runs the body without a lease. Nothing is stored: the value may be older than an invalidation that this run never saw.</summary>
    protected async Task<FlightOutcome> RunUnleasedAsync(Passage undecided)
    {
        BodyToken.ThrowIfCancellationRequested();
        var (value, _) = await RunHeldAsync(asked: null, undecided).ConfigureAwait(false);
        return Conclude(value).Outcome;
    }

    /// <summary>The body has failed under the lease, which goes at once, so that the next waiter may try.</summary>
    /// <returns>What the callers get in place of the exception; null: there is nothing.</returns>
    protected virtual ValueTask<FlightOutcome?> RecoverAsync(Exception exception)
    {
        if (TryTakeLease())
            ReleaseInBackground();
        return default;
    }

    /// <summary>What the body has returned is not to be stored; the lease goes.</summary>
    protected virtual ValueTask LeaveUnstoredAsync()
    {
        ReleaseInBackground();
        return default;
    }

    /// <summary>Writes a result, as the body has decided.</summary>
    protected virtual (byte[]? Bytes, bool Store, FlightOutcome Outcome) Conclude(TValue value)
    {
        var (bytes, store) = Encode(value, NotesOf(Body?.Decision));
        return (bytes, store && Body?.Decision is not { IsStored: false }, FlightOutcome.Ran(bytes, value, Codec.Type));
    }

    /// <summary>What the body gets of the value of before.</summary>
    protected virtual Previous<TValue> PreviousValue => default;

    /// <summary>What is stored beside a result.</summary>
    protected virtual ValueNotes NotesOf(Cacheable<TValue>? decision) =>
        decision is { } decided ? new(ETag: decided.ETag, IsShortLived: Policy.Now(Client).StoredFor(decided.Lifetime).IsShortLived) : default;

    /// <summary>How long a result is within its lifetime in the store, by the settings at its commit (N5).</summary>
    protected TimeSpan StoredTtl => Policy.Now(Client).StoredFor(Body?.Decision?.Lifetime).Ttl;

    protected override ValueTask<bool> StoreAsync(byte[] bytes) => Client.Inner.CommitLeaseAsync(Key, Lease, bytes, StoredTtl);

    // Held before the body is called, which may block this thread for as long as it likes.
    private async Task<(TValue Value, LeaseHold Hold)> RunHeldAsync(long? asked, Passage undecided)
    {
        Client.Gate.ThrowIfClosing();
        undecided.Dispose();
        var hold = new LeaseHold(Client, this, Lease, Policy, asked, asked is null ? null : StaleIfError);
        Client.Keeper.Keep(hold);
        try
        {
            if (asked is not null)
                await Client.ReadyToHoldAsync(Policy.LockTtl).ConfigureAwait(false);
            return (await RunBodyAsync(leased: asked is not null).ConfigureAwait(false), hold);
        }
        finally
        {
            await hold.EndAfterAnswerAsync().ConfigureAwait(false);
        }
    }

    private ValueTask<TValue> RunBodyAsync(bool leased)
    {
        if (Body is { } body)
            body.Previous = leased ? PreviousValue : default;
        return BodyTrace.RunAsync(this, Policy.Method, leased, Client.Time, _call.State, _call.Body, BodyToken);
    }
}
