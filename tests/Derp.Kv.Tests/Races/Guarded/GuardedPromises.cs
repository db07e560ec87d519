using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Holds;
using Derp.Kv.Tests.Races.Exploration;

namespace Derp.Kv.Tests.Races.Guarded;

/// <summary>The promises of a guarded get that hold at every step, whatever the order.</summary>
internal sealed class GuardedPromises
{
    private static readonly TimeSpan s_maxHold = GuardedWorld.LockTtl * 10;

    private readonly GuardedWorld _world;
    private readonly Dictionary<string, FlightRecord> _flights = [];
    private readonly HashSet<Flight> _airborne = [];
    private long _invalidated;

    public GuardedPromises(GuardedWorld world)
    {
        _world = world;
        world.Server.Executed = Executed;
        for (var i = 0; i < world.Clients.Length; i++)
        {
            var client = i;
            world.Clients[i].Sent = command => Sent(command.Operation, command.Actor, command.Compared);
            world.Clients[i].Replied = (command, reply) => Replied(command.Operation, command.Actor, reply);
            world.Clients[i].Queue.Queued = (flight, starter) => TakesOff(new FlightRecord(flight, client, CallerOf(starter)));
            world.Clients[i].Queue.Begun = flight => _flights[flight].Began = Explorer.Time.GetTimestamp();
            world.Clients[i].Queue.Ended = FlightEnded;
        }
    }

    private Explorer Explorer => _world.Explorer;

    public FlightRecord FlightOf(string actor) => _flights[actor];

    private void TakesOff(FlightRecord flight)
    {
        _flights.Add(flight.Name, flight);
        Require(
            _world.Clients[flight.Client].Flights.Find(GuardedWorld.Key) is { } standing && _airborne.Add(standing),
            "C1: a flight takes off once, and only where callers find it");
    }

    private void FlightEnded(string name)
    {
        if (_flights.TryGetValue(name, out var flight))
            flight.Ended = Explorer.Now;
    }

    public void Detached(int client)
    {
        foreach (var flight in _flights.Values)
            flight.IsDetached |= flight.Client == client;
    }

    /// <summary>It took several steps, and holds from its end on.</summary>
    public void InvalidatedByPrefix(long version)
    {
        _invalidated = Math.Max(_invalidated, version);
        Require(_world.Server.Look().Value is not { } value || value[1] >= version, "W8: no value older than an invalidation by prefix is left in the cache");
    }

    public void BodyStarts(BodyRun run)
    {
        var flight = run.Flight;
        Require(!_world.Runs.Exists(other => other.Flight == flight), "C1: a flight runs its body once");
        Require(!_world.Runs.Exists(other => other.Caller == run.Caller), "C10, C11: a caller's body runs once");
        var waited = TimeSpan.FromTicks(run.Began - flight.Began!.Value);

        // Two time-outs in a row open a breaker (C28).
        var client = _world.Clients[flight.Client];
        Require(
            flight.IsGranted || flight.StoreFailed || flight.Starter!.StoreFailed || waited >= GuardedWorld.WaitBudget || client.Breaker.IsOpen || client.WriteBreaker.IsOpen,
            "C14: a body runs under a lease, unless the store has failed or the wait was too long");
        foreach (var other in _world.Runs)
        {
            Require(
                other.Ended != BodyRun.NotEnded || other.Flight.Client != flight.Client || IsAlone(run) || IsAlone(other),
                "C1, C27: one body at a time on one client");
        }
    }

    public void Left(Caller caller) => Require(caller.Ended >= 0, "C2: a caller that leaves ends at once");

    public void Answered(Caller caller)
    {
        if (caller.Value is { } value)
            Require(IsRightFor(caller, value), "C10, C21: a value comes from a run that returned it, and is no older than an invalidation that its client had finished");
        else if (caller.HasLeft)
            Require(caller.Error is OperationCanceledException { CancellationToken: var token } && token == caller.Token, "C2: a caller that leaves gets its own token");
        else if (caller.Error is TimeoutException)
            Require(_world.Runs.Exists(run => run.Flight.Client == caller.Plan.Client && Explorer.Time.GetTimestamp() - run.Began >= s_maxHold.Ticks), "C17: a body is given up after ten leases, not before");
        else
            Require(_world.Runs.Exists(run => IsFailureFor(caller, run)), $"C3, C10: a caller that stays gets a value or its flight's failure, not {caller.Error!.GetType().Name}");
    }

    public void AtTheEnd()
    {
        foreach (var caller in _world.Callers)
            Require(caller.Ended >= 0, "C2, C10, C19: every caller gets an answer");
        Require(_world.Writing == 0, "C29: every invalidation ends, or says that it failed");
        foreach (var client in _world.Clients)
            Require(client.Flights.Count == 0, "C5: no flight stays in the map");
        Require(_flights.Values.All(static flight => !flight.OwesRelease), "C20: an unanswered acquire is followed by a compared release");
        Require(!Explorer.Time.HasTimers, "no timer is left");
        Require(_world.Runs.TrueForAll(static run => run.Ended != BodyRun.NotEnded), "C3, C17: a body that waits for its token gets it");

        if (!Explorer.Faulted && !Array.Exists(_world.Clients, static client => client.Overtaken))
            Require(_world.Server.Look().Lease is null, "C4, C20, C22: no lease is left behind");
        Explorer.Pass(GuardedWorld.LockTtl);
        Require(_world.Server.Look().Lease is null, "C18: a lease ends by itself");
        Explorer.Pass(Server.StagedFor);
        Require(!_world.Server.StagedLeft.Any(), "C20: a staged value ends by itself");
    }

    // Detached, or left by all its callers.
    private bool IsAlone(BodyRun run) => run.Flight.IsDetached || _world.Clients[run.Flight.Client].Queue.IsCancelled(run.Token);

    private bool IsRightFor(Caller caller, byte[] value) =>
        (_world.Runs.Exists(run => run.HasReturned && run.Value.AsSpan().SequenceEqual(value) && run.Version >= caller.Floor) || IsWarmFor(caller, value))
        && !Array.Exists(_world.Callers, other => other != caller && ReferenceEquals(other.Value, value));

    private static bool IsWarmFor(Caller caller, byte[] value) => caller.Floor == 0 && value.AsSpan().SequenceEqual(GuardedWorld.Warm);

    // A failure on an instance whose caller had left is nobody's: those who stayed run the body again.
    private static bool IsFailureFor(Caller caller, BodyRun run) =>
        ReferenceEquals(run.Error, caller.Error)
        && run.Flight.Client == caller.Plan.Client
        && run.Flight.Ended >= caller.Started
        && !(run.Caller.HasLeft && run.Caller.Ended <= run.Ended);

    private void Sent(string operation, string actor, byte[]? token)
    {
        if (!_flights.TryGetValue(actor, out var flight))
        {
            _world.SharedReads.Sent(operation, CallerOf(actor));
            return;
        }

        if (operation.StartsWith("GetOrLease", StringComparison.Ordinal))
            flight.Token = token;
        else if (operation == "ReleaseLease" && flight.Token.AsSpan().SequenceEqual(token))
            flight.OwesRelease = false;
        Require(operation != "CommitLease" || flight.IsGranted, "C20: a body that runs without a granted lease sends no commit");
    }

    private void Replied(string operation, string actor, object? reply)
    {
        var failed = reply is KvException;
        if (_flights.TryGetValue(actor, out var flight))
        {
            flight.StoreFailed |= failed;
            flight.IsGranted |= reply is LeaseResult { IsGranted: true };
            flight.OwesRelease |= operation.StartsWith("GetOrLease", StringComparison.Ordinal) && reply is KvUnavailableException { OutcomeUnknown: true };
        }
        else if (CallerOf(actor) is { } caller)
        {
            caller.StoreFailed |= failed;
            _world.SharedReads.Replied(operation, caller, reply);
        }
    }

    private void Executed(Effect effect)
    {
        var (before, after) = (effect.Before, effect.After);
        if (effect.Operation == "Invalidate")
        {
            _invalidated = Math.Max(_invalidated, _world.Written[effect.Actor]);
            Require(after is { Value: null, Lease: null }, "C21: an invalidation deletes value and lease in one step");
            return;
        }

        if (effect.Operation == "DeleteMany")
        {
            Require(after.Value is null && (before.Lease is null || after.HasLease(before.Lease)), "W8: a lease that began since stays");
            return;
        }

        if (!after.HasValue(before.Value))
        {
            Require(effect.Operation == "CommitLease" && before.IsOwnedBy(effect.Compared), "C20: a commit stores only while the lease holds its own token");
            Require(_flights[effect.Actor].IsGranted, "C20: a body that runs without a granted lease stores nothing");
            Require(after.Value is { } value && _world.Runs.Exists(run => run.HasReturned && run.Flight == _flights[effect.Actor] && run.Value.AsSpan().SequenceEqual(value)), "C10: a flight stores what its own body returned, and nothing else");
            Require(after.Value![1] >= _invalidated, "C21, W8: no value older than an invalidation is left in the cache");
        }

        if (effect.Operation.StartsWith("GetOrLease", StringComparison.Ordinal))
        {
            Require(effect.Answer is not LeaseResult { IsGranted: true } || before.Value is null, "C15: a value filled in between is never computed twice");
            Require(before.Lease is null || after.HasLease(before.Lease), "C14: a lease that is held passes to nobody");
            Require(effect.Operation == "GetOrLease" || after.Lease is null || after.IsOwnedBy(effect.Compared) || after.IsMarked, "C16: each look of a waiter leaves its mark");
        }
        else if (!after.HasLease(before.Lease))
        {
            Require(effect.Operation is "CommitLease" or "ReleaseLease" && before.IsOwnedBy(effect.Compared), "C20: a late owner never deletes a successor's lease");
        }

        if (after.Lease is not null)
            Require(after.LeaseLeft > TimeSpan.Zero && after.LeaseLeft <= GuardedWorld.LockTtl, "C18: a lease always has an end");
        if (effect.Operation == "RenewLease" && !before.IsOwnedBy(effect.Compared))
            Require(after.LeaseLeft == before.LeaseLeft, "C17, C20: only its owner renews a lease");
    }

    private void Require(bool holds, string promise) => Explorer.Require(holds, promise);

    private Caller? CallerOf(string actor) => Array.Find(_world.Callers, caller => caller.Name == actor);
}
