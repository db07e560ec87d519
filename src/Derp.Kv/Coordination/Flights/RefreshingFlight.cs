using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination.Flights;

/// <summary>
/// The flight of a value that is renewed while it is served. It asks for the lease only if there is no value, or the one at hand is due or past its lifetime; the answer says
/// which. A due value is served at once, and the body runs on; of an expired one the callers wait for the body, and get it back if that fails.
/// </summary>
/// <remarks>What the callers fall back on is asked for again with each question: an invalidation takes it away.</remarks>
internal sealed partial class RefreshingFlight<TState, TValue>(KvClient client, byte[] key, GuardCodec<TValue> codec, in GuardedCall<TState, TValue> call)
    : LeasedFlight<TState, TValue>(client, key, codec, call)
{
    private byte[]? _atHand;
    private ValueZone _zone;

    protected override TimeSpan? StaleIfError => AtHandIsKeptFor;

    protected override TimeSpan StampLife => base.StampLife + Refresh.StaleIfError;

    private RefreshPolicy Refresh => Policy.Refresh!;

    // It was stored with this, whatever the method says now.
    private TimeSpan AtHandIsKeptFor => _atHand is { } stored ? Codec.NotesOf(stored).Notes.StaleIfError : TimeSpan.Zero;

    public override void HaveAtHand(byte[] stored) => _atHand = stored;

    protected override async Task<FlightOutcome> ProduceAsync()
    {
        using var undecided = Client.Gate.Undecided.Begin();
        if (StoreFailed || !Client.WriteBreaker.TryPass())
            return await WithoutLeaseAsync(undecided).ConfigureAwait(false);

        var started = Client.Time.GetTimestamp();
        var wait = new WaitTrace(Client, Policy.Method, KvMetrics.CacheWaits);
        while (true)
        {
            RefreshResult answer;
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
                return await WithoutLeaseAsync(undecided).ConfigureAwait(false);
            }

            if (answer.Answer == RefreshAnswer.Settling || Codec.Tags is { AreSettling: true })
            {
                wait.End("settling");
                if (answer.Answer == RefreshAnswer.Granted)
                    ReleaseInBackground();
                KvMetrics.ValueNotStored(Policy.Method, "settling");
                return await RunUnleasedAsync(undecided).ConfigureAwait(false);
            }

            if (answer.Value is { } stored)
            {
                if (await TryTakeAsync(stored).ConfigureAwait(false) is not { } isUsable)
                {
                    wait.End("value");
                    return await WithoutLeaseAsync(undecided).ConfigureAwait(false);
                }

                if (!isUsable || answer.Answer == RefreshAnswer.Other)
                    continue;
                wait.End("value");
                var read = FlightOutcome.Read(stored);
                Codec.Keep(Key, read);
                return read;
            }

            // The value at hand may be gone, or one of its tags was invalidated.
            if (answer.Zone == ValueZone.None || (_atHand is { } atHand && !Codec.IsCurrent(atHand)))
                _atHand = null;
            _zone = _atHand is null ? ValueZone.None : answer.Zone;

            var left = Policy.WaitBudget - Client.Time.GetElapsedTime(started);
            switch (answer.Answer)
            {
                case RefreshAnswer.Granted:
                    Client.WriteBreaker.Succeeded();

                    // The answer came so late that the lease may have expired: the same token asks again.
                    if (Client.Time.GetElapsedTime(asked) >= Policy.LockTtl && left > TimeSpan.Zero)
                        continue;
                    wait.End("lease");
                    return await RunGrantedAsync(asked, left, undecided).ConfigureAwait(false);

                case RefreshAnswer.Paused when _atHand is not null:
                    wait.End("paused");
                    Client.Pauses.Add(Key, _atHand, _zone == ValueZone.Expired, answer.Remaining);
                    return ServeAndKeep(new(_zone == ValueZone.Expired, answer.Remaining));

                case RefreshAnswer.Held when _zone == ValueZone.Due:
                    wait.End("value");
                    return ServeAndKeep(default);
            }

            if (left <= TimeSpan.Zero)
            {
                // Counted also when the first poll alone has taken that long.
                wait.Begin();
                wait.End("budget_exceeded");
                return await WithoutLeaseAsync(undecided).ConfigureAwait(false);
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

    // In one write, and the stamps first: the body begins after both.
    private async ValueTask<RefreshResult> AskAsync(bool marked)
    {
        var stamps = Codec.Tags?.AskAsync(Client, StampLife) ?? Task.CompletedTask;

        // As a whole: values of one millisecond have the same beginning.
        var seen = _atHand ?? ReadOnlyMemory<byte>.Empty;
        var lease = Client.Inner.GetOrRefreshAsync(Key, Lease, Policy.LockTtl, seen, AtHandIsKeptFor, marked).AsTask();
        await Task.WhenAll(stamps, lease).ConfigureAwait(false);
        return await lease.ConfigureAwait(false);
    }

    // Takes a value that was stored meanwhile. False: it is not to be used, and removed. Null: the store has failed.
    private async ValueTask<bool?> TryTakeAsync(byte[] stored)
    {
        // Whatever becomes of it: what it has replaced may have been invalidated.
        _atHand = null;
        if (await IsCurrentAsync(stored).ConfigureAwait(false) is not { } isCurrent)
            return null;
        if (isCurrent && FlightOutcome.Read(stored).TryRead(Codec, Key, out _))
        {
            _atHand = stored;
            return true;
        }

        return await TryRemoveAsync(stored, isCurrent).ConfigureAwait(false) ? false : null;
    }

    // The lease cannot be had: a value at hand is served as long as the store has it, and no body runs for it.
    private Task<FlightOutcome> WithoutLeaseAsync(Passage undecided)
    {
        if (_atHand is not { } atHand)
            return RunUnleasedAsync(undecided);

        // Where the store has not told in what part of its life the value is, its age does.
        var isStale = _zone == ValueZone.None ? Client.Time.GetUtcNow() - Codec.NotesOf(atHand).Created > Policy.Ttl : _zone == ValueZone.Expired;
        return Task.FromResult(Serve(new(isStale)));
    }

    private FlightOutcome Serve(in Serving serving) => FlightOutcome.Served(_atHand!, serving);

    // The question has vouched for the value: it is still the one that is stored.
    private FlightOutcome ServeAndKeep(in Serving serving)
    {
        var served = Serve(serving);
        Codec.Keep(Key, served);
        return served;
    }
}
