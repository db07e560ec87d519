using System.Diagnostics.CodeAnalysis;
using Derp.Kv.Coordination.Holds;
using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination.Flights;

// The run of a body that renews a value, and what its callers get when it fails or takes too long.
internal sealed partial class RefreshingFlight<TState, TValue>
{
    private bool IsPastLifetime => _zone == ValueZone.Expired;

    private async Task<FlightOutcome> RunGrantedAsync(long asked, TimeSpan left, Passage undecided)
    {
        if (_atHand is null)
            return await RunLeasedAsync(asked, undecided).ConfigureAwait(false);

        if (!TryHoldLease())
        {
            ReleaseInBackground();
            throw new OperationCanceledException(BodyToken);
        }

        var scope = new RunScope(this);
        await using var ending = scope.ConfigureAwait(false);
        bool butStarter;
        try
        {
            butStarter = !await scope.TryEnterAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The constructors of the application's services may throw anything.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (await RecoverAsync(e).ConfigureAwait(false) is { } served)
                return served;
            throw;
        }

        if (_zone == ValueZone.Due)
        {
            var atOnce = ServeAndKeep(default);
            if (!TryServe(atOnce, butStarter))
            {
                // Without the caller on whose instance it would run there is no body.
                if (TryTakeLease())
                    ReleaseInBackground();
                return atOnce;
            }
        }

        using var refresh = KvActivities.StartRefresh(Policy.Method, isDetached: !butStarter);
        using var ended = new CancellationTokenSource();
        if (IsPastLifetime && Policy.WaitBudget < Policy.MaxHold)
            _ = ServeAfterAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, butStarter, ended.Token);
        try
        {
            KvMetrics.Refresh(Policy.Method);
            return await RunHoldingAsync(asked, undecided).ConfigureAwait(false);
        }
        finally
        {
            ended.Cancel();
        }
    }

    // Callers who have waited long enough get the value of before; the body goes on.
    private async Task ServeAfterAsync(TimeSpan time, bool butStarter, CancellationToken ended)
    {
        try
        {
            await Pause.For(time, Client, ended).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        TryServe(Serve(new(IsStale: true)), butStarter);
    }

    protected override async ValueTask<FlightOutcome?> RecoverAsync(Exception exception)
    {
        if (!TryTakeLease())
            return null;
        if (_atHand is null || StarterHasLeft() || Client.Gate.IsClosing)
        {
            ReleaseInBackground();
            return null;
        }

        NoteFailedRefresh(exception);
        if (await FailAsync().ConfigureAwait(false) is not { } pause)
            return await ReadAgainAsync().ConfigureAwait(false);
        return pause > TimeSpan.Zero ? Serve(new(IsPastLifetime, pause)) : null;
    }

    // The lease has ended, or is another's. That says nothing of the value: this one or another may stand.
    private async ValueTask<FlightOutcome?> ReadAgainAsync()
    {
        var seen = _atHand!;
        try
        {
            if (await Client.Inner.GetAsync(Key, CancellationToken.None).ConfigureAwait(false) is not { } stored || await TryTakeAsync(stored).ConfigureAwait(false) is not true)
                return null;
            return Serve(new(IsPastLifetime && stored.AsSpan().SequenceEqual(seen), Policy.LockTtl));
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            NoteFailure("get", e);
            return Serve(new(IsPastLifetime, Policy.LockTtl));
        }
    }

    protected override Previous<TValue> PreviousValue
    {
        get
        {
            if (_atHand is not { } atHand || !Codec.TryDecode(Key, atHand, out var value))
                return default;
            var (notes, created) = Codec.NotesOf(atHand);
            var age = Client.Time.GetUtcNow() - created;
            return new(value, notes.ETag, age > TimeSpan.Zero ? age : TimeSpan.Zero);
        }
    }

    protected override FlightOutcome OutcomeOf(Exception exception) => _atHand is null ? base.OutcomeOf(exception) : Serve(new(IsPastLifetime));

    protected override void GiveUpLease()
    {
        if (_atHand is null)
            base.GiveUpLease();
        else
            _ = FailAsync();
    }

    protected override async ValueTask LeaveUnstoredAsync()
    {
        // What the body says now is not to be stored, and what it said before is no longer so.
        if (_atHand is { } outdated)
            await TryRemoveAsync(outdated, isCurrent: false).ConfigureAwait(false);
        ReleaseInBackground();
    }

    protected override ValueNotes NotesOf(Cacheable<TValue>? decision) => base.NotesOf(decision) with { StaleIfError = Refresh.StaleIfError };

    protected override ValueTask<bool> StoreAsync(byte[] bytes)
    {
        var lifetime = StoredTtl;
        return Client.Inner.CommitRefreshAsync(Key, Lease, bytes, lifetime + Refresh.StaleIfError, Refresh.FreshFor(lifetime, Client.Chance));
    }

    // The value of before in a new envelope: what the body may have done to its copy plays no part.
    protected override (byte[]? Bytes, bool Store, FlightOutcome Outcome) Conclude(TValue value)
    {
        if (Body?.Decision is not { IsUnchanged: true } decision || _atHand is not { } atHand)
            return base.Conclude(value);
        var notes = NotesOf(decision);
        var bytes = Codec.EncodeAgain(Key, atHand, Client.Time, notes with { ETag = notes.ETag ?? Codec.NotesOf(atHand).Notes.ETag });
        return (bytes, IsOfSize(bytes), FlightOutcome.Read(bytes));
    }

    // How long no process tries again; zero: there is no value any more to serve meanwhile; null: the lease was not this flight's any more.
    private async Task<TimeSpan?> FailAsync()
    {
        var atHand = _atHand!;
        try
        {
            var pause = await Client.Inner.FailRefreshAsync(Key, Lease, AtHandIsKeptFor).ConfigureAwait(false);
            if (pause is { } known && known > TimeSpan.Zero)
                Client.Pauses.Add(Key, atHand, IsPastLifetime, known);
            return pause;
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            // The lease that stands until it expires is a pause too.
            NoteFailure("fail", e);
            return Policy.LockTtl;
        }
    }

    private void NoteFailedRefresh(Exception exception)
    {
        KvMetrics.RefreshFailed(Policy.Method);
        Client.Log.RefreshFailed(Policy.Method, exception);
    }

    /// <summary>Where the body runs: on the instance of a caller, who then waits for it; or in the background, on an instance that allows it.</summary>
    private sealed class RunScope(RefreshingFlight<TState, TValue> flight) : IAsyncDisposable
    {
        private IAsyncDisposable? _scope;

        /// <summary>Whether the body may run after its caller has returned.</summary>
        public async ValueTask<bool> TryEnterAsync()
        {
            if (flight.Refresh.On != RefreshOn.NewScope)
                return flight.Refresh.On == RefreshOn.Shared;
            if (flight.Body?.EnterScope(flight.Key) is not { } scoped)
                return false;

            _scope = scoped.Scope;
            if (scoped.IsSameKey)
                return true;
            flight.Client.Log.OtherKeyInScope(flight.Policy.Method);
            await DisposeAsync().ConfigureAwait(false);
            return false;
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                if (Interlocked.Exchange(ref _scope, null) is { } scope)
                    await scope.DisposeAsync().ConfigureAwait(false);
            }
#pragma warning disable CA1031 // The result stands, whatever the application's services throw when they end.
            catch (Exception e)
#pragma warning restore CA1031
            {
                flight.Client.Log.ScopeNotEnded(flight.Policy.Method, e);
            }
        }
    }
}
