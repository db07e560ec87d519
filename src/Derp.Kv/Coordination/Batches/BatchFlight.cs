using System.Diagnostics;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination.Batches;

/// <summary>
/// The flight of one item of a batch. It has callers, a lease and an outcome of its own, so that other calls of its key join it as any
/// flight; its body is that of the batch.
/// </summary>
internal sealed class BatchFlight<TId, TValue>(KvClient client, BatchItem<TId, TValue> item, GuardPolicy policy, BatchRun run)
    : Flight(item.Key, client.Background)
{
    private long _began;
    private long? _asked;
    private bool _marked;
    private LeaseHold? _hold;
    private byte[]? _bytes;
    private bool _stores;
    private FlightOutcome? _ran;
    private int _isUnwanted;
    private volatile bool _isDeserted;

    public override string Method => policy.Method;

    public override bool IsDeserted => _isDeserted;

    public override Activity? Trace
    {
        get => run.Trace;
        set => run.Trace = value;
    }

    public TId Id => item.Id;

    public TimeSpan LockTtl => policy.LockTtl;

    /// <summary>Whether nothing is to be done for it any more.</summary>
    public bool IsDone => _isDeserted || IsOver;

    public bool IsLeased => _asked is not null;

    /// <summary>Whether the store has failed for this key: it is computed and not stored.</summary>
    public bool SkipsStore => item.StoreFailed;

    /// <summary>How long to wait, at most, before asking again.</summary>
    public TimeSpan Patience { get; private set; }

    /// <summary>Begins: it is in the map now.</summary>
    public void Depart()
    {
        run.Want();
        Depart(client.Flights, client.Chance.NextToken(), run.Scope);
    }

    public override bool TryCountFailure() => run.TryCountFailure();

    /// <summary>Asks for the value or the lease, until the answer is one of the two or a refusal. The task never fails for the store's sake.</summary>
    public async Task<BatchClaim> AskAsync()
    {
        if (_began == 0)
            _began = client.Time.GetTimestamp();
        while (!IsDone)
        {
            LeaseResult answer;
            var asked = client.Time.GetTimestamp();
            try
            {
                // Not under the callers' token: an unawaited answer could grant a lease that is never released.
                ForgetNotices();
                item.Codec.BeginRead();
                _marked = client.Notices.AreOn;
                answer = await client.Inner.GetOrLeaseAsync(Key, Lease, policy.LockTtl, _marked).ConfigureAwait(false);
            }
            catch (Exception e) when (StoreFailure.Is(e))
            {
                NoteFailure("acquire", e);
                ReleaseInBackground();
                return BatchClaim.StoreFailed;
            }

            var left = policy.WaitBudget - client.Time.GetElapsedTime(_began);
            if (answer.IsGranted)
            {
                client.WriteBreaker.Succeeded();

                // The answer came so late that the lease may have expired: the same token asks again.
                if (client.Time.GetElapsedTime(asked) >= policy.LockTtl && left > TimeSpan.Zero)
                    continue;
                return TryOwn(asked) ? BatchClaim.Leased : BatchClaim.Ended;
            }

            if (answer.Value is { } stored)
            {
                var read = FlightOutcome.Read(stored);
                if (read.TryRead(item.Codec, Key, out _))
                {
                    item.Codec.Keep(Key, read);
                    Finish(read);
                    return BatchClaim.Ended;
                }

                if (!await TryRemoveAsync(stored).ConfigureAwait(false))
                    return BatchClaim.StoreFailed;
                continue;
            }

            Patience = Shorter(left, Shorter(answer.Remaining, policy.TimeBetweenLooks(_marked)));
            return left <= TimeSpan.Zero ? BatchClaim.BudgetExceeded : BatchClaim.Held;
        }

        return BatchClaim.Ended;
    }

    /// <summary>Ends when the lease of the other process has ended, or when it can be seen; null: nothing tells.</summary>
    public Task? NextChangeAsync() => _marked ? NextNoticeAsync() : client.Notices.TurnOn();

    /// <summary>Keeps the key, if it has a lease, and limits the time of the body, which begins now.</summary>
    public void BeginHold()
    {
        _hold = new LeaseHold(client, this, Lease, policy, _asked);
        client.Keeper.Keep(_hold);
    }

    /// <summary>The body has ended.</summary>
    public ValueTask EndHoldAsync() => _hold!.EndAfterAnswerAsync();

    /// <summary>Writes what the body has returned. Nothing is sent.</summary>
    public void Take(TValue value)
    {
        if (IsDone)
            return;
        (_bytes, _stores) = Encode(value);
        _ran = FlightOutcome.Ran(_bytes, value, item.Codec.Type);
    }

    /// <summary>Stores it if this flight still has its lease. The task never fails.</summary>
    public Task StoreAsync()
    {
        if (!TryTakeLease())
            return Task.CompletedTask;
        if (_stores && _hold!.IsLapsed)
            KvMetrics.ValueNotStored(policy.Method, "lease_lost");
        if (_bytes is { } bytes && _stores && _hold is { StoreFailed: false, IsLapsed: false })
            return CommitAsync(bytes);

        ReleaseInBackground();
        return Task.CompletedTask;
    }

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

    protected override async Task ReleaseAsync()
    {
        try
        {
            await client.Inner.ReleaseLeaseAsync(Key, Lease).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            // The lease expires.
            NoteFailure("release", e);
        }
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

    private (byte[]? Bytes, bool Store) Encode(TValue value)
    {
        byte[] bytes;
        try
        {
            bytes = item.Codec.Encode(Key, value, client.Time);
            client.RoundTrips?.Verify(policy.Method, item.Codec, Key, value, bytes);
        }
#pragma warning disable CA1031 // A custom serializer may throw anything; the callers still get the value.
        catch (Exception e)
#pragma warning restore CA1031
        {
            KvMetrics.ValueNotStored(policy.Method, "not_serialized");
            client.Log.NotSerialized(policy.Method, e);
            return (null, false);
        }

        if (!item.Codec.ShouldStore(value))
            return (bytes, false);
        if (bytes.Length <= item.Codec.MaxSize(client.Options))
            return (bytes, true);

        KvMetrics.ValueNotStored(policy.Method, "too_large");
        client.Log.Oversized(policy.Method, bytes.Length);
        return (bytes, false);
    }

    private async Task CommitAsync(byte[] bytes)
    {
        try
        {
            item.Codec.BeginRead();

            // False: the lease expired, was invalidated or has a new owner; the value is returned and not stored.
            if (await client.Inner.CommitLeaseAsync(Key, Lease, bytes, policy.Ttl).ConfigureAwait(false))
                item.Codec.Keep(Key, _ran!);
            else
                KvMetrics.ValueNotStored(policy.Method, "lease_lost");
            client.WriteBreaker.Succeeded();
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            NoteFailure("commit", e);
            ReleaseInBackground();
        }
    }

    private async Task<bool> TryRemoveAsync(byte[] stored)
    {
        try
        {
            // By comparison: what another caller has repaired meanwhile is kept. Either way the next request decides.
            if (await client.Inner.CompareAndDeleteAsync(Key, stored).ConfigureAwait(false))
            {
                KvMetrics.Unreadable(policy.Method);
                if (item.Codec.IsForeign(Key, stored))
                    client.Log.ForeignValue(policy.Method);
                else
                    client.Log.Unreadable(policy.Method, item.Codec.WhyUnreadable(Key, stored));
            }

            return true;
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            NoteFailure("remove", e);
            return false;
        }
    }

    private void NoteFailure(string operation, Exception exception) =>
        client.NoteFailure(policy.Method, operation, exception, isFirst: TryCountFailure());
}
