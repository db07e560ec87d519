using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Near;

namespace Derp.Kv.Tests.Races.Refreshes;

/// <summary>What holds of values that are renewed while they are served, whatever the order: of calls and bodies here, of the store in the other part.</summary>
internal sealed partial class RefreshPromises
{
    private readonly RefreshWorld _world;
    private readonly long[] _here;
    private readonly long[] _pausedUntil;
    private readonly Dictionary<string, RefreshCall> _calls = [];
    private readonly Dictionary<string, RefreshFlight> _flights = [];
    private long _ofAll;

    public RefreshPromises(RefreshWorld world)
    {
        _world = world;
        _here = new long[world.Clients.Length];
        _pausedUntil = new long[world.Clients.Length];
        world.Server.Executed = Executed;
        BeginsWith(world.Server.Look());
        var deadlines = world.Explorer.Deadlines!;
        world.Explorer.Deadlines = () => [.. deadlines(), .. Moments()];
        foreach (var (i, client) in world.Clients.Index())
        {
            client.Sent = Sent;
            client.Replied = Replied;
            client.Queue.Queued = (flight, starter) => _flights.Add(flight, new RefreshFlight(i, _calls[starter]) { AtHand = _calls[starter] is { IsDetached: false } call ? call.AtHand : null });
            client.Queue.Begun = flight => _flights[flight].Began = Now;
        }
    }

    public HashSet<RefreshEvent> Seen { get; } = [];

    private Explorer Explorer => _world.Explorer;

    private long Now => Explorer.Time.GetTimestamp();

    public RefreshFlight FlightOf(string actor) => _flights[actor];

    public RefreshCall Starts(string actor, RefreshReader reader) => _calls[actor] = new(actor, reader, Now)
    {
        FloorHere = _here[reader.Client],
        FloorOfAll = _ofAll,
        CanJoin = _world.Clients[reader.Client].Flights.Count > 0,

        // Another's read may close the breaker before its flight begins.
        StoreFailed = _world.Clients[reader.Client].Breaker.IsOpen,
    };

    public void BodyStarts(RefreshRun run)
    {
        var flight = run.Flight;
        var client = _world.Clients[flight.Client];
        Require(flight.IsGranted || flight.AtHand is null, "F3: where a value is at hand and the lease cannot be had, no body runs");
        Require(
            flight.IsGranted || flight.StoreFailed || flight.Starter.StoreFailed || HasWaited(flight.Began) || client.Breaker.IsOpen || client.WriteBreaker.IsOpen,
            "C14, F1: a body runs under the lease, unless there is no value and the store has failed or the wait was too long");

        // Others may wait for the body of one who has left: for a value that they cannot be served.
        Require(On(run.Call) != RefreshOn.Caller || !run.Call.HasEnded || (run.Call.HasLeft && flight.Zone != ValueZone.Due), "F5: no body begins after its caller has returned");
        if (run.Call.HasEnded)
            Seen.Add(RefreshEvent.RanBehind);
        foreach (var other in _world.Runs.Where(static other => other.Ended is null))
        {
            Require(other.Flight != flight, "C1: a flight runs its body once");

            // Its lease may end before its body begins: while the process is suspended, by an invalidation, or since it was evicted.
            Require(
                !flight.IsGranted || _voided > flight.AskedInStep || Now - flight.Asked >= RefreshMethods.LockTtl.Ticks || !_world.Server.Look().IsOwnedBy(other.Flight.Token),
                "C14, F1: one body at a time runs under the lease, over all processes");
        }
    }

    public void Left(RefreshCall call) => Require(call.HasEnded, "C2: a caller that leaves ends at once");

    public void Answered(RefreshCall call, CacheHit<string?> hit)
    {
        Ends(call);
        var value = NearValue.Of(hit.Value!);
        Require(value == RefreshWorld.Warm || _world.Runs.Exists(run => run.HasReturned && run.Value == value), "C10: a value comes from a run that returned it");
        Require(value.Version >= call.FloorHere, "C21, F6: no answer is older than an invalidation through its client that had returned before the call");
        Require(value.Version >= call.FloorOfAll || call.CanJoin, "C21, F6: the store gives no value from before an invalidation that had returned before the call");
        if (hit.IsStale)
            AnsweredStale(call);
        else
            Require(!hit.Found || call.CanJoin || Explorer.Faulted || IsPausedFor(call) || IsConfirmed(value, call) || !WasExpired(hit.Value!, call), "F3: a value past its lifetime is served as what it is");
    }

    public void Failed(RefreshCall call, Exception exception)
    {
        Ends(call);
        if (call.HasLeft && exception is OperationCanceledException { CancellationToken: var token } && token == call.Token)
            return;
        Seen.Add(RefreshEvent.Threw);
        if (exception is TimeoutException)
        {
            Require(_world.Runs.Exists(run => run.Flight.Client == call.Reader.Client && run.Flight.AtHand is null && Now - run.Began >= RefreshMethods.MaxHold.Ticks), "C17, F3: only a body without a value to fall back on is given up with an exception, and after ten leases");
            return;
        }

        var failed = _world.Runs.Find(run => ReferenceEquals(run.Error, exception));
        Require(failed is not null && failed.Flight.Client == call.Reader.Client, $"C10: a caller gets a value or its flight's failure, not {exception.GetType().Name}");
        Require(failed is null || failed.Flight.AtHand is null || failed.Flight.LostFallback, "F3: an exception reaches a caller only if there is no value to fall back on");
        Require(failed is null || !failed.Flight.WasMisled, "F3: a value to fall back on goes by an invalidation, or its end");
    }

    /// <summary>An invalidation through this client begins or ends: what its calls have read before is not fallen back on by flights that begin later.</summary>
    public void Detaches(int client)
    {
        foreach (var call in _calls.Values)
            call.IsDetached |= call.Reader.Client == client;
    }

    /// <summary>A writer's invalidation has returned. What failed may be repeated later.</summary>
    public void HasInvalidated(int client, long version)
    {
        _here[client] = Math.Max(_here[client], version);
        _ofAll = Math.Max(_ofAll, Math.Min(version, _invalidated));
    }

    /// <summary>The server has dropped a key.</summary>
    public void Evicted() => _voided = Explorer.Now;

    public void AtTheEnd()
    {
        Require(_world.UnderWay == 0, "C2, C10, F3: every read and every write ends");
        Require(_world.Runs.TrueForAll(static run => run.Ended is not null), "C3, C17: a body that waits for its token gets it");
        foreach (var client in _world.Clients)
        {
            Require(client.Flights.Count == 0 && !client.Flights.All().Any(), "C5: no flight stays in the map, or beside it");
            Require(client.GetStatus() is { Flights: 0, Leases: 0 }, "C5: the status tells of nothing that has ended");
        }

        foreach (var run in _world.Runs.Where(run => run is { Error: not null, Flight: { IsGranted: true, AtHand: not null } } && !run.Call.HasLeft && !run.Token.IsCancellationRequested))
            Require(run.Flight.HasToldFailure, "F2: the store is told of each failure, so that all processes hold off");
        Require(!Explorer.Time.HasTimers, "no timer is left");
        if (!Explorer.Faulted && !Array.Exists(_world.Clients, static client => client.Overtaken))
            Require(_world.Server.Look().Lease is not { } state || !KeyState.IsLease(state), "C22: no lease is left behind");
    }

    private void Ends(RefreshCall call)
    {
        call.HasEnded = true;
        foreach (var run in _world.Runs.Where(run => run.Call == call && run.Ended is null))
        {
            var isToldToEnd = _world.Clients[call.Reader.Client].Queue.IsCancelled(run.Token);
            if (call.HasLeft)
                Seen.Add(RefreshEvent.LeftItsBody);
            if (!isToldToEnd)
                Seen.Add(RefreshEvent.RanBehind);

            Require(isToldToEnd || On(call) != RefreshOn.Caller || (call.HasLeft && run.Flight.Zone != ValueZone.Due), "F5: no body runs after its caller has returned");
        }
    }

    // A pause counts from when its process heard of it, which serves the value meanwhile as what it was when the body began.
    private bool IsPausedFor(RefreshCall call) => _pausedUntil[call.Reader.Client] > call.Started;

    private void AnsweredStale(RefreshCall call)
    {
        Seen.Add(RefreshEvent.Stale);
        Require(
            Explorer.Faulted
            || call.CanJoin
            || HasWaited(call.Started)
            || IsPausedFor(call)
            || _world.Runs.Exists(run => run.Error is not null && run.Flight.Client == call.Reader.Client && run.Ended >= call.Started),
            "F3: past its lifetime a value is served when a body has failed, or was waited for");
    }

    // A body has said that it is still so.
    private bool IsConfirmed(NearValue value, RefreshCall call) =>
        _world.Runs.Exists(run => run is { IsUnchanged: true, HasReturned: true } && run.Value == value && run.Flight.Client == call.Reader.Client && run.Ended >= call.Started);

    private RefreshOn On(RefreshCall call) => _world.Plan.Clients[call.Reader.Client].On;

    private bool HasWaited(long since) => Now - since >= RefreshMethods.WaitBudget.Ticks;

    private void Sent(Command command)
    {
        if (!_flights.TryGetValue(command.Actor, out var flight))
            return;
        if (command.Operation.StartsWith("GetOrRefresh", StringComparison.Ordinal))
            (flight.Token, flight.Asked, flight.AskedInStep, flight.IsGranted) = (command.Compared, Now, Explorer.Now, false);
        flight.HasToldFailure |= command.Operation == "FailRefresh";
        Require(command.Operation is not ("CommitRefresh" or "FailRefresh") || flight.IsGranted, "C20: a body that runs without a granted lease stores nothing");
    }

    private void Replied(Command command, object? reply)
    {
        var failed = reply is KvException;
        if (_flights.TryGetValue(command.Actor, out var flight))
        {
            flight.StoreFailed |= failed;
            if (reply is RefreshResult answer)
                Learns(flight, answer);
            if (command.Operation == "FailRefresh" && reply is null or TimeSpan)
                Learns(flight, reply as TimeSpan?);
        }
        else if (_calls.TryGetValue(command.Actor, out var call))
        {
            call.StoreFailed |= failed;
            if (command.Operation == "MGet" && reply is IReadOnlyList<byte[]?> read)
            {
                call.AtHand = read[1];
                if (read[1] is not null && KeyState.IsFresh(read[0]))
                    Seen.Add(RefreshEvent.Fresh);
            }
        }
    }

    private void Learns(RefreshFlight flight, in RefreshResult answer)
    {
        var hadWaited = flight is { IsGranted: false, Zone: ValueZone.Expired };
        flight.IsGranted = answer.Answer == RefreshAnswer.Granted;
        if (answer.Value is { } value)
            flight.AtHand = value;
        else if (answer.Zone == ValueZone.None)
            flight.AtHand = null;
        flight.Zone = answer.Zone;
        if (answer.Answer == RefreshAnswer.Paused)
            _pausedUntil[flight.Client] = Math.Max(_pausedUntil[flight.Client], Now + answer.Remaining.Ticks);
        switch (answer.Answer, answer.Zone)
        {
            case (RefreshAnswer.Granted, not ValueZone.None):
                Seen.Add(answer.Zone == ValueZone.Due ? RefreshEvent.Due : RefreshEvent.Expired);
                if (hadWaited)
                    Seen.Add(RefreshEvent.Succeeded);
                break;
            case (RefreshAnswer.Held, not ValueZone.None):
                Seen.Add(answer.Zone == ValueZone.Due ? RefreshEvent.HeldWhileDue : RefreshEvent.HeldWhileExpired);
                break;
            case (RefreshAnswer.Paused, _):
                Seen.Add(RefreshEvent.Paused);
                break;
        }
    }

    private void Learns(RefreshFlight flight, TimeSpan? pause)
    {
        if (pause is not { } known || known == TimeSpan.Zero)
            flight.LostFallback = true;
        else
            _pausedUntil[flight.Client] = Math.Max(_pausedUntil[flight.Client], Now + known.Ticks);
    }

    private void Require(bool holds, string promise) => Explorer.Require(holds, promise);
}
