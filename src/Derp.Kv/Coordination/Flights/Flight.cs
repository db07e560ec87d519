using System.Diagnostics;
using Derp.Kv.Coordination.Holds;
using Derp.Kv.Coordination.Refreshes;

namespace Derp.Kv.Coordination.Flights;

/// <summary>
/// One execution for all callers of a key on one client. It may begin while one of them reads the stored value: if there
/// is one, the others share the answer, and the flight ends. Otherwise it takes off. It counts its callers: when the last one
/// leaves, the body's token is cancelled, no call can join any more, and its lease is released at once, whatever the body
/// does.
/// </summary>
/// <remarks>Its lock is itself, and may be taken under that of a part of the map, not the other way round.</remarks>
#pragma warning disable CA1001 // The source has neither a timer nor a wait handle: there is nothing to dispose of.
internal abstract partial class Flight(byte[] key, Background background)
#pragma warning restore CA1001
{
    private FlightScope? _scope;
    private TaskCompletionSource<FlightOutcome>? _outcome;
    private CancellationTokenSource? _body;
    private FlightMap? _map;
    private int _callers = 1;
    private bool _closed;
    private bool _starterLeft;
    private bool _holdsLease;
    private bool _hasEnded;
    private bool _hasFailed;

    public byte[] Key { get; } = key;

    /// <summary>The place of its body; null until it takes off.</summary>
    public FlightScope? Scope => Volatile.Read(ref _scope);

    /// <summary>The name of the method whose body it runs.</summary>
    public abstract string Method { get; }

    /// <summary>The flight's activity, if a listener wants one.</summary>
    public virtual Activity? Trace { get; set; }

    /// <summary>Names this flight as the owner of a lease.</summary>
    protected LeaseToken Lease { get; private set; }

    /// <summary>The body's token: cancelled when every caller has left, and when the body's time is over.</summary>
    protected CancellationToken BodyToken => _body!.Token;

    /// <summary>Whether every caller has left.</summary>
    public virtual bool IsDeserted => _body!.IsCancellationRequested;

    /// <summary>Whether its callers have their outcome.</summary>
    public bool IsOver => _outcome is { Task.IsCompleted: true };

    /// <summary>How many calls wait for it.</summary>
    public int Callers
    {
        get
        {
            lock (this)
                return _callers;
        }
    }

    /// <summary>Whether the store has failed this call already.</summary>
    protected bool StoreFailed { get; private set; }

    /// <summary>Its first caller has joined a read, whose reader is a caller too and will end the flight or start its body.</summary>
    public void JoinReader()
    {
        lock (this)
        {
            _callers++;
            _outcome = new TaskCompletionSource<FlightOutcome>(background.Waking);
        }
    }

    /// <summary>The read has found a value: the flight, which is out of the map, ends before its body starts.</summary>
    public void EndOnGround<T>(GuardCodec<T> codec, ReadOnlyMemory<byte> stored, in Serving serving, T value)
    {
        var outcome = FlightOutcome.Served(stored.ToArray(), serving);
        outcome.Share(codec, value);
        Close().SetResult(outcome);
    }

    /// <summary>The read was cancelled, or its key detached while there was no value: its callers start anew. The flight is out of the map.</summary>
    public void HandOver() => Close().SetResult(FlightOutcome.HandedOver);

    /// <summary>Begins the execution, in the flow of the first caller.</summary>
    /// <param name="map">Where it is to be taken out of when it ends.</param>
    /// <param name="token">Names it as the owner of a lease.</param>
    /// <param name="storeFailed">Whether the store has failed this call already.</param>
    public void TakeOff(FlightMap map, LeaseToken token, bool storeFailed)
    {
        StoreFailed = storeFailed;
        _body = new CancellationTokenSource();
        Depart(map, token, FlightScope.BelowCurrent(Method));

        // Off the caller's thread, so that a body that blocks before its first await cannot keep the caller from
        // cancelling; with the caller's execution context, so that the body sees its ambient values.
        _ = background.Run(RunAsync);
    }

    /// <summary>Begins without a run of its own: one that is common to several flights ends this one.</summary>
    /// <param name="map">Where it is to be taken out of when it ends.</param>
    /// <param name="token">Names it as the owner of a lease.</param>
    /// <param name="scope">The place of the body.</param>
    protected void Depart(FlightMap map, LeaseToken token, FlightScope scope)
    {
        _map = map;
        map.Running.Enter();
        Lease = token;
        Volatile.Write(ref _scope, scope);
        lock (this)
            _outcome ??= new TaskCompletionSource<FlightOutcome>(background.Waking);
    }

    public bool TryJoin()
    {
        lock (this)
        {
            if (_closed)
                return false;
            _callers++;
            _outcome ??= new TaskCompletionSource<FlightOutcome>(background.Waking);
            return true;
        }
    }

    /// <summary>Whether the calling code runs in this flight's body, or in that of a flight which that body started: to wait for it would be to wait for itself.</summary>
    public bool IsRunningCaller() => _scope?.EnclosesCurrent() is true || _older?.IsRunningCaller() is true;

    /// <summary>Waits for the outcome; a caller whose token is cancelled leaves the flight.</summary>
    /// <param name="isStarter">Whether the body runs on this caller's instance.</param>
    /// <param name="cancellationToken">The caller's own.</param>
    public async ValueTask<FlightOutcome> WaitAsync(bool isStarter, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await background.WaitAsync(_outcome!.Task, cancellationToken).ConfigureAwait(false);
            return isStarter && Volatile.Read(ref _rest) is { } rest ? await background.WaitAsync(rest.Task, cancellationToken).ConfigureAwait(false) : outcome;
        }
        catch (OperationCanceledException)
        {
            Leave(isStarter);
            throw;
        }
    }

    /// <summary>One caller less; the last one ends the flight.</summary>
    public void Leave(bool isStarter)
    {
        bool release;
        lock (this)
        {
            _starterLeft |= isStarter;
            if (_hasServed ? !(isStarter && _rest is not null) : --_callers > 0)
                return;
            _closed = true;
            release = _holdsLease;
            _holdsLease = false;
        }

        _map!.Remove(this);
        if (release)
        {
            _map.Leases.Exit();
            ReleaseInBackground();
        }

        Desert();
    }

    /// <summary>Releases the lease, if there still is one; the body goes on, and what it returns is not stored.</summary>
    public Task GiveBackAsync() => TryTakeLease() ? ReleaseAsync() : Task.CompletedTask;

    /// <summary>Whether an operation of this flight has failed for the first time. What follows a lost command, such as its release, fails for the same reason.</summary>
    public virtual bool TryCountFailure() => !Interlocked.Exchange(ref _hasFailed, true);

    /// <summary>Its last caller has left: nobody wants what the body returns.</summary>
    protected virtual void Desert() => background.Cancel(_body!);

    /// <summary>Ends the flight for its callers; false: it has ended before.</summary>
    protected bool TryEnd(FlightOutcome outcome)
    {
        if (!TryBeginEnd())
            return false;
        End(outcome);
        return true;
    }

    /// <summary>Produces the value: reads again, leases, waits or computes.</summary>
    protected abstract Task<FlightOutcome> ProduceAsync();

    /// <summary>Releases the lease. The task never fails.</summary>
    protected abstract Task ReleaseAsync();

    /// <summary>Whether the caller has left on whose instance the body runs.</summary>
    protected bool StarterHasLeft()
    {
        lock (this)
            return _starterLeft;
    }

    /// <summary>Releases the lease without waiting for the store.</summary>
    protected void ReleaseInBackground() => _ = ReleaseAsync();

    /// <summary>Notes a granted lease; false when all callers have left meanwhile, and it has to be released.</summary>
    protected bool TryHoldLease()
    {
        lock (this)
        {
            if (_closed)
                return false;
            _map!.Leases.Enter();
            return _holdsLease = true;
        }
    }

    /// <summary>Takes over the duty to commit or release; false when the last caller has left and its leaving did release.</summary>
    protected bool TryTakeLease()
    {
        lock (this)
        {
            var held = _holdsLease;
            _holdsLease = false;
            if (held)
                _map!.Leases.Exit();
            return held;
        }
    }

    private async Task RunAsync()
    {
        FlightOutcome outcome;
        _scope!.Enter();
        try
        {
            outcome = await ProduceAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The body's exception goes to every caller, whatever it is.
        catch (Exception e)
#pragma warning restore CA1031
        {
            outcome = StarterHasLeft() ? FlightOutcome.HandedOver : FlightOutcome.Failed(e);
        }

        _scope.End();

        if (TryBeginEnd())
            End(outcome);
    }

    // By its run or by its cancellation, whichever is first.
    private bool TryBeginEnd()
    {
        lock (this)
        {
            if (_hasEnded)
                return false;
            return _hasEnded = true;
        }
    }

    // First out of the map, then the answer: a caller that sees this outcome and calls again starts anew.
    private void End(FlightOutcome outcome)
    {
        _map!.Remove(this);
        _map.Running.Exit();
        if (!HasServed())
        {
            _outcome!.SetResult(outcome);
            return;
        }

        _map.ForgetBeside(this);
        _rest?.SetResult(outcome);
    }

    private TaskCompletionSource<FlightOutcome> Close()
    {
        lock (this)
        {
            _closed = true;
            return _outcome!;
        }
    }
}
