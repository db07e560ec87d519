using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination.Flights;

/// <summary>
/// The flight of a guarded get. Lease and value change only in steps that the server decides by the flight's token. So
/// every interleaving with other processes ends in one of: value read, lease granted, lease held by another.
/// </summary>
internal sealed class GuardedFlight<TState, TValue>(KvClient client, byte[] key, GuardCodec<TValue> codec, in GuardedCall<TState, TValue> call)
    : LeasedFlight<TState, TValue>(client, key, codec, call)
{
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
}
