using Derp.Kv.Coordination.Holds;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination.Flights;

/// <summary>
/// The flight of a guarded get. Lease and value change only in steps that the server decides by the flight's token. So
/// every interleaving with other processes ends in one of: value read, lease granted, lease held by another.
/// </summary>
internal sealed class GuardedFlight<TState, TValue>(KvClient client, byte[] key, GuardCodec<TValue> codec, in GuardedCall<TState, TValue> call)
    : Flight(key, client.Background)
{
    private GuardedCall<TState, TValue> _call = call;

    public override string Method => Policy.Method;

    private GuardPolicy Policy => _call.Policy;

    /// <summary>Starts the flight for this call, on whose instance its body runs: the call that has read, not one that joined the read.</summary>
    public void TakeOff(in GuardedCall<TState, TValue> call, bool storeFailed)
    {
        _call = call;
        TakeOff(client.Flights, client.Chance.NextToken(), storeFailed);
    }

    protected override async Task<FlightOutcome> ProduceAsync()
    {
        using var undecided = client.Gate.Undecided.Begin();
        // After one failed operation a call makes no other: its read failed, so it runs without a lease. So does a call of a
        // store that takes no writes, a lease being one.
        if (StoreFailed || !client.WriteBreaker.TryPass())
            return await RunUnleasedAsync(undecided).ConfigureAwait(false);

        var started = client.Time.GetTimestamp();
        var wait = new WaitTrace(client, Policy.Method, KvMetrics.CacheWaits);
        while (true)
        {
            LeaseResult answer;
            bool marked;
            var asked = client.Time.GetTimestamp();
            try
            {
                // Not under the callers' token: an unawaited answer could grant a lease that is never released.
                ForgetNotices();
                codec.BeginRead();
                marked = client.Notices.AreOn;
                answer = await AskAsync(marked).ConfigureAwait(false);
            }
            catch (Exception e) when (StoreFailure.Is(e))
            {
                wait.End("store_failed");
                NoteFailure("acquire", e);
                ReleaseInBackground();
                return await RunUnleasedAsync(undecided).ConfigureAwait(false);
            }

            if (answer.IsSettling || codec.Tags is { AreSettling: true })
            {
                wait.End("settling");
                if (answer.IsGranted)
                    ReleaseInBackground();
                KvMetrics.ValueNotStored(Policy.Method, "settling");
                return await RunUnleasedAsync(undecided).ConfigureAwait(false);
            }

            var left = Policy.WaitBudget - client.Time.GetElapsedTime(started);
            if (answer.IsGranted)
            {
                client.WriteBreaker.Succeeded();

                // The answer came so late that the lease may have expired: the same token asks again.
                if (client.Time.GetElapsedTime(asked) >= Policy.LockTtl && left > TimeSpan.Zero)
                    continue;
                wait.End("lease");
                return await RunLeasedAsync(asked, undecided).ConfigureAwait(false);
            }

            if (answer.Value is { } stored)
            {
                wait.End("value");
                if (await IsCurrentAsync(stored).ConfigureAwait(false) is not { } isCurrent)
                    return await RunUnleasedAsync(undecided).ConfigureAwait(false);
                var read = FlightOutcome.Read(stored);
                if (isCurrent && read.TryRead(codec, Key, out _))
                {
                    codec.Keep(Key, read);
                    return read;
                }

                if (!await TryRemoveAsync(stored, isCurrent).ConfigureAwait(false))
                    return await RunUnleasedAsync(undecided).ConfigureAwait(false);
                continue;
            }

            if (left <= TimeSpan.Zero)
            {
                // Counted also when the first poll alone has taken that long.
                wait.Begin();
                wait.End("budget_exceeded");
                return await RunUnleasedAsync(undecided).ConfigureAwait(false);
            }

            Trace = wait.Begin();
            try
            {
                await WaitForHolderAsync(Shorter(left, answer.Remaining), marked).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                wait.End("abandoned");
                throw;
            }
        }
    }

    private ValueTask<LeaseResult> AskAsync(bool marked) => codec.Tags is { } tags
        ? AskAsync(tags, marked)
        : client.Inner.GetOrLeaseAsync(Key, Lease, Policy.LockTtl, marked);

    // In one write, and the stamps first: the body begins after both.
    private async ValueTask<LeaseResult> AskAsync(TagStamps tags, bool marked)
    {
        var stamps = tags.AskAsync(client, StampLife);
        var lease = client.Inner.GetOrLeaseAsync(Key, Lease, Policy.LockTtl, marked).AsTask();
        await Task.WhenAll(stamps, lease).ConfigureAwait(false);
        return await lease.ConfigureAwait(false);
    }

    // A value that looks outdated may be newer than the stamps. Null: the store has failed.
    private async ValueTask<bool?> IsCurrentAsync(byte[] stored)
    {
        if (codec.IsCurrent(stored))
            return true;
        try
        {
            await codec.Tags!.AskAsync(client, StampLife).ConfigureAwait(false);
            return codec.IsCurrent(stored);
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            NoteFailure("stamps", e);
            return null;
        }
    }

    // The value is stored when the body ends, at the latest after MaxHold.
    private TimeSpan StampLife => Policy.Ttl + Policy.MaxHold;

    // Ends with the time given; earlier with a notice, or with the time between two polls, since notices can be lost.
    private async Task WaitForHolderAsync(TimeSpan longest, bool marked)
    {
        // The first wait of a client begins its subscription, and asks again once that is made, to mark the lease.
        var notice = marked ? NextNoticeAsync() : client.Notices.TurnOn();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(BodyToken);
        var pause = Pause.For(Shorter(longest, Policy.TimeBetweenLooks(marked)), client, ended.Token);
        await Task.WhenAny(pause, notice ?? pause).ConfigureAwait(false);
        ended.Cancel();
        BodyToken.ThrowIfCancellationRequested();
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private async Task<FlightOutcome> RunLeasedAsync(long asked, Passage undecided)
    {
        if (!TryHoldLease())
        {
            ReleaseInBackground();
            throw new OperationCanceledException(BodyToken);
        }

        TValue value;
        LeaseHold hold;
        try
        {
            (value, hold) = await RunHeldAsync(asked, undecided).ConfigureAwait(false);
        }
        catch
        {
            // At once, so that the next waiter may try.
            if (TryTakeLease())
                ReleaseInBackground();
            throw;
        }

        var (bytes, store) = Encode(value);
        var outcome = FlightOutcome.Ran(bytes, value, codec.Type);
        if (TryTakeLease())
        {
            if (store && hold.IsLapsed)
                KvMetrics.ValueNotStored(Policy.Method, "lease_lost");
            if (bytes is null || !store || hold.StoreFailed || hold.IsLapsed)
                ReleaseInBackground();
            else
                await CommitAsync(bytes, outcome).ConfigureAwait(false);
        }

        return outcome;
    }

    // Without a granted lease nothing is stored: the value may be older than an invalidation that this run never saw.
    private async Task<FlightOutcome> RunUnleasedAsync(Passage undecided)
    {
        BodyToken.ThrowIfCancellationRequested();
        var (value, _) = await RunHeldAsync(asked: null, undecided).ConfigureAwait(false);
        return FlightOutcome.Ran(Encode(value).Bytes, value, codec.Type);
    }

    // Held before the body is called, which may block this thread for as long as it likes.
    private async Task<(TValue Value, LeaseHold Hold)> RunHeldAsync(long? asked, Passage undecided)
    {
        client.Gate.ThrowIfClosing();
        undecided.Dispose();
        var hold = new LeaseHold(client, this, Lease, Policy, asked);
        client.Keeper.Keep(hold);
        try
        {
            if (asked is not null)
                await client.ReadyToHoldAsync(Policy.LockTtl).ConfigureAwait(false);
            return (await RunBodyAsync(leased: asked is not null).ConfigureAwait(false), hold);
        }
        finally
        {
            await hold.EndAfterAnswerAsync().ConfigureAwait(false);
        }
    }

    private ValueTask<TValue> RunBodyAsync(bool leased) =>
        BodyTrace.RunAsync(this, Policy.Method, leased, client.Time, _call.State, _call.Body, BodyToken);

    private (byte[]? Bytes, bool Store) Encode(TValue value)
    {
        byte[] bytes;
        try
        {
            bytes = codec.Encode(Key, value, client.Time);
            client.RoundTrips?.Verify(Policy.Method, codec, Key, value, bytes);
        }
#pragma warning disable CA1031 // A custom serializer may throw anything; the callers still get the value.
        catch (Exception e)
#pragma warning restore CA1031
        {
            KvMetrics.ValueNotStored(Policy.Method, "not_serialized");
            client.Log.NotSerialized(Policy.Method, e);
            return (null, false);
        }

        if (!codec.ShouldStore(value))
            return (bytes, false);
        if (bytes.Length <= codec.MaxSize(client.Options))
            return (bytes, true);

        KvMetrics.ValueNotStored(Policy.Method, "too_large");
        client.Log.Oversized(Policy.Method, bytes.Length);
        return (bytes, false);
    }

    private async Task CommitAsync(byte[] bytes, FlightOutcome outcome)
    {
        try
        {
            codec.BeginCommit();

            // False: the lease expired, was invalidated or has a new owner; the value is returned and not stored.
            if (await client.Inner.CommitLeaseAsync(Key, Lease, bytes, Policy.Ttl).ConfigureAwait(false))
                codec.Keep(Key, outcome);
            else
                KvMetrics.ValueNotStored(Policy.Method, "lease_lost");
            client.WriteBreaker.Succeeded();
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            NoteFailure("commit", e);
            ReleaseInBackground();
        }
    }

    private async Task<bool> TryRemoveAsync(byte[] stored, bool isCurrent)
    {
        try
        {
            // By comparison: what another caller has repaired meanwhile is kept. Either way the next request decides.
            if (await client.Inner.CompareAndDeleteAsync(Key, stored).ConfigureAwait(false))
            {
                if (!isCurrent)
                {
                    KvMetrics.Outdated(Policy.Method);
                    return true;
                }

                KvMetrics.Unreadable(Policy.Method);
                if (codec.IsForeign(Key, stored))
                    client.Log.ForeignValue(Policy.Method);
                else
                    client.Log.Unreadable(Policy.Method, codec.WhyUnreadable(Key, stored));
            }

            return true;
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            NoteFailure("remove", e);
            return false;
        }
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

    private void NoteFailure(string operation, Exception exception) =>
        client.NoteFailure(Policy.Method, operation, exception, isFirst: TryCountFailure());
}
