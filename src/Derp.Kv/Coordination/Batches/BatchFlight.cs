using System.Diagnostics;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination.Batches;

/// <summary>
/// The flight of one item of a batch. It has callers, a lease and an outcome of its own, so that other calls of its key join it as any
/// flight; its body is that of the batch.
/// </summary>
internal sealed class BatchFlight<TId, TValue>(KvClient client, BatchItem<TId, TValue> item, GuardPolicy policy, BatchRun run)
    : KeyFlight<TValue>(client, item.Key, item.Codec)
{
    private long _began;
    private TimeSpan _remaining;
    private long? _asked;
    private bool _hasAsked;
    private bool _marked;
    private LeaseHold? _hold;
    private byte[]? _bytes;
    private bool _stores;
    private TimeSpan _ttl;
    private FlightOutcome? _ran;
    private int _isUnwanted;
    private volatile bool _isDeserted;

    public override bool IsDeserted => _isDeserted;

    public override Activity? Trace
    {
        get => run.Trace;
        set => run.Trace = value;
    }

    public TId Id => item.Id;

    /// <summary>How long its value may live from now, the time of the body included.</summary>
    public TimeSpan Life => StampLife;

    public TimeSpan LockTtl => Policy.LockTtl;

    /// <summary>Whether nothing is to be done for it any more.</summary>
    public bool IsDone => _isDeserted || IsOver;

    public bool IsLeased => _asked is not null;

    /// <summary>Whether the store has failed for this key: it is computed and not stored.</summary>
    public bool SkipsStore => item.StoreFailed;

    /// <summary>How long to wait, at most, before asking again.</summary>
    public TimeSpan Patience => Shorter(Left, _remaining);

    /// <summary>Whether it has waited for other processes for long enough.</summary>
    public bool IsPastBudget => Left <= TimeSpan.Zero;

    private TimeSpan Left => Policy.WaitBudget - Client.Time.GetElapsedTime(_began);

    protected override GuardPolicy Policy => policy;

    /// <summary>Begins: it is in the map now.</summary>
    public void Depart()
    {
        run.Want();
        Depart(Client.Flights, Client.Chance.NextToken(), run.Scope);
    }

    public override bool TryCountFailure() => run.TryCountFailure();

    /// <summary>Asks for the value or the lease, until the answer is one of the two or a refusal. The task never fails for the store's sake.</summary>
    /// <param name="stamps">Asks for the stamps of the tags, for all flights that ask now.</param>
    /// <param name="now">When they ask; they begin to wait together.</param>
    public async Task<BatchClaim> AskAsync(SharedStamps stamps, long now)
    {
        var shared = stamps;
        if (!_hasAsked)
            (_hasAsked, _began) = (true, now);
        while (!IsDone)
        {
            LeaseResult answer;
            var asked = Client.Time.GetTimestamp();
            try
            {
                // Not under the callers' token: an unawaited answer could grant a lease that is never released.
                ForgetNotices();
                Codec.BeginRead();
                _marked = Client.Notices.AreOn;
                answer = await AskAsync(_marked, shared).ConfigureAwait(false);
            }
            catch (Exception e) when (StoreFailure.Is(e))
            {
                NoteFailure("acquire", e);
                ReleaseInBackground();
                return BatchClaim.StoreFailed;
            }

            shared = null;
            if (answer.IsSettling || Codec.Tags is { AreSettling: true })
            {
                if (answer.IsGranted)
                    ReleaseInBackground();
                KvMetrics.ValueNotStored(Policy.Method, "settling");
                return BatchClaim.Settling;
            }

            if (answer.IsGranted)
            {
                Client.WriteBreaker.Succeeded();

                // The answer came so late that the lease may have expired: the same token asks again.
                if (Client.Time.GetElapsedTime(asked) >= Policy.LockTtl && !IsPastBudget)
                    continue;
                return TryOwn(asked) ? BatchClaim.Leased : BatchClaim.Ended;
            }

            if (answer.Value is { } stored)
            {
                if (await IsCurrentAsync(stored).ConfigureAwait(false) is not { } isCurrent)
                    return BatchClaim.StoreFailed;
                var read = FlightOutcome.Read(stored);
                if (isCurrent && read.TryRead(Codec, Key, out _))
                {
                    Codec.Keep(Key, read);
                    Finish(read);
                    return BatchClaim.Ended;
                }

                if (!await TryRemoveAsync(stored, isCurrent).ConfigureAwait(false))
                    return BatchClaim.StoreFailed;
                continue;
            }

            _remaining = Shorter(answer.Remaining, Policy.TimeBetweenLooks(_marked));
            return BatchClaim.Held;
        }

        return BatchClaim.Ended;
    }

    /// <summary>Ends when the lease of the other process has ended, or when it can be seen; null: nothing tells.</summary>
    public Task? NextChangeAsync() => _marked ? NextNoticeAsync() : Client.Notices.TurnOn();

    /// <summary>Keeps the key, if it has a lease, and limits the time of the body, which begins now.</summary>
    public void BeginHold()
    {
        _hold = new LeaseHold(Client, this, Lease, policy, _asked);
        Client.Keeper.Keep(_hold);
    }

    /// <summary>The body has ended.</summary>
    public ValueTask EndHoldAsync() => _hold!.EndAfterAnswerAsync();

    /// <summary>Writes what the body has returned. Nothing is sent.</summary>
    public void Take(TValue value, Cacheable<TValue>? decision)
    {
        if (IsDone)
            return;
        (_ttl, var isShortLived) = Policy.StoredFor(decision?.Lifetime);
        (_bytes, _stores) = Encode(value, new(IsShortLived: isShortLived));
        _stores &= decision is not { IsStored: false };
        _ran = FlightOutcome.Ran(_bytes, value, Codec.Type);
    }

    /// <summary>Stores it if this flight still has its lease. The task never fails.</summary>
    public Task StoreAsync()
    {
        if (!TryTakeLease())
            return Task.CompletedTask;
        if (_stores && _hold!.IsLapsed)
            KvMetrics.ValueNotStored(Policy.Method, "lease_lost");
        if (_bytes is { } bytes && _stores && _hold is { StoreFailed: false, IsLapsed: false })
            return CommitAsync(bytes, _ran!);

        ReleaseInBackground();
        return Task.CompletedTask;
    }

    protected override ValueTask<bool> StoreAsync(byte[] bytes) => Client.Inner.CommitLeaseAsync(Key, Lease, bytes, _ttl);

    /// <summary>Gives the callers what the body has returned.</summary>
    public void Finish()
    {
        if (_ran is { } ran)
            Finish(ran);
    }

    /// <summary>Ends it if it has not: the lease goes back, and callers other than the batch's own start anew.</summary>
    public void HandBack()
    {
        if (TryTakeLease())
            ReleaseInBackground();
        Finish(FlightOutcome.HandedOver);
    }

    /// <summary>Ends it with the time of its body, on the keeper's thread.</summary>
    public void Fail(Exception exception)
    {
        if (TryTakeLease())
            ReleaseInBackground();
        Finish(FlightOutcome.Failed(exception));
    }

    protected override Task<FlightOutcome> ProduceAsync() => throw new UnreachableException("The batch's run ends this flight.");

    protected override void Desert()
    {
        _isDeserted = true;
        Unwant(isDeserted: true);
    }

    protected override void StopBody(Exception exception)
    {
        Unwant(isDeserted: false);
        run.GiveUp(exception);
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private bool TryOwn(long asked)
    {
        if (TryHoldLease())
        {
            _asked = asked;
            return true;
        }

        ReleaseInBackground();
        return false;
    }

    private void Finish(FlightOutcome outcome)
    {
        Unwant(isDeserted: false);
        TryEnd(outcome);
    }

    private void Unwant(bool isDeserted)
    {
        if (Interlocked.Exchange(ref _isUnwanted, 1) == 0)
            run.Unwant(isDeserted);
    }
}
