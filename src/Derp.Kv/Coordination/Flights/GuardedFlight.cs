using Derp.Kv.Coordination.Holds;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination.Flights;

/// <summary>
/// The flight of a guarded get. Lease and value change only in steps that the server decides by the flight's token. So
/// every interleaving with other processes ends in one of: value read, lease granted, lease held by another.
/// </summary>
internal sealed class GuardedFlight<TState, TValue>(KvClient client, byte[] key, GuardCodec<TValue> codec, in GuardedCall<TState, TValue> call)
    : KeyFlight<TValue>(client, key, codec)
{
    private GuardedCall<TState, TValue> _call = call;

    protected override GuardPolicy Policy => _call.Policy;

    /// <summary>Starts the flight for this call, on whose instance its body runs: the call that has read, not one that joined the read.</summary>
    public void TakeOff(in GuardedCall<TState, TValue> call, bool storeFailed)
    {
        _call = call;
        TakeOff(Client.Flights, Client.Chance.NextToken(), storeFailed);
    }

    protected override async Task<FlightOutcome> ProduceAsync()
    {
        using var undecided = Client.Gate.Undecided.Begin();
        // After one failed operation a call makes no other: its read failed, so it runs without a lease. So does a call of a
        // store that takes no writes, a lease being one.
        if (StoreFailed || !Client.WriteBreaker.TryPass())
            return await RunUnleasedAsync(undecided).ConfigureAwait(false);

        var started = Client.Time.GetTimestamp();
        var wait = new WaitTrace(Client, Policy.Method, KvMetrics.CacheWaits);
        while (true)
        {
            LeaseResult answer;
            bool marked;
            var asked = Client.Time.GetTimestamp();
            try
            {
                // Not under the callers' token: an unawaited answer could grant a lease that is never released.
                ForgetNotices();
                Codec.BeginRead();
                marked = Client.Notices.AreOn;
                answer = await AskAsync(marked).ConfigureAwait(false);
            }
            catch (Exception e) when (StoreFailure.Is(e))
            {
                wait.End("store_failed");
                NoteFailure("acquire", e);
                ReleaseInBackground();
                return await RunUnleasedAsync(undecided).ConfigureAwait(false);
            }

            if (answer.IsSettling || Codec.Tags is { AreSettling: true })
            {
                wait.End("settling");
                if (answer.IsGranted)
                    ReleaseInBackground();
                KvMetrics.ValueNotStored(Policy.Method, "settling");
                return await RunUnleasedAsync(undecided).ConfigureAwait(false);
            }

            var left = Policy.WaitBudget - Client.Time.GetElapsedTime(started);
            if (answer.IsGranted)
            {
                Client.WriteBreaker.Succeeded();

                // The answer came so late that the lease may have expired: the same token asks again.
                if (Client.Time.GetElapsedTime(asked) >= Policy.LockTtl && left > TimeSpan.Zero)
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
                if (isCurrent && read.TryRead(Codec, Key, out _))
                {
                    Codec.Keep(Key, read);
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

    // Ends with the time given; earlier with a notice, or with the time between two polls, since notices can be lost.
    private async Task WaitForHolderAsync(TimeSpan longest, bool marked)
    {
        // The first wait of a client begins its subscription, and asks again once that is made, to mark the lease.
        var notice = marked ? NextNoticeAsync() : Client.Notices.TurnOn();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(BodyToken);
        var pause = Pause.For(Shorter(longest, Policy.TimeBetweenLooks(marked)), Client, ended.Token);
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
        var outcome = FlightOutcome.Ran(bytes, value, Codec.Type);
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
        return FlightOutcome.Ran(Encode(value).Bytes, value, Codec.Type);
    }

    // Held before the body is called, which may block this thread for as long as it likes.
    private async Task<(TValue Value, LeaseHold Hold)> RunHeldAsync(long? asked, Passage undecided)
    {
        Client.Gate.ThrowIfClosing();
        undecided.Dispose();
        var hold = new LeaseHold(Client, this, Lease, Policy, asked);
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

    private ValueTask<TValue> RunBodyAsync(bool leased) =>
        BodyTrace.RunAsync(this, Policy.Method, leased, Client.Time, _call.State, _call.Body, BodyToken);
}
