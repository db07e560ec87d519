using Derp.Kv.Coordination;
using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Guarded;
using Derp.Kv.Tests.Races.Near;

namespace Derp.Kv.Tests.Races.Batches;

/// <summary>What holds of batches and of single calls beside them at every step, whatever the order.</summary>
internal sealed class BatchPromises
{
    private static readonly TimeSpan s_maxHold = BatchMethods.LockTtl * 10;

    private readonly BatchWorld _world;
    private readonly Dictionary<(string Actor, int Id), Seat> _seats = [];
    private readonly HashSet<string> _failed = [];
    private readonly Dictionary<string, long> _began = [];
    private readonly long[,] _here;
    private readonly long[] _executed = new long[4];
    private readonly int[] _invalidations = new int[4];

    public BatchPromises(BatchWorld world)
    {
        _world = world;
        _here = new long[world.Clients.Length, 4];
        world.Server.Executed = Executed;
        foreach (var client in world.Clients)
        {
            client.Sent = Sent;
            client.Replied = Replied;
            client.Queue.Queued = (run, starter) => _failed.UnionWith(_failed.Contains(starter) ? [run] : []);
            client.Queue.Begun = run => _began[run] = Now;
        }
    }

    public HashSet<BatchEvent> Seen { get; } = [];

    private Explorer Explorer => _world.Explorer;

    private long Now => Explorer.Time.GetTimestamp();

    public BatchCall Starts(BatchCaller caller) => new(caller, [.. Enumerable.Range(0, 4).Select(id => _here[caller.Client, id])]);

    public void BodyStarts(ItemRun run)
    {
        Require(run.Values.Count <= (run.Caller.IsSingle ? 1 : _world.Plan.MaxBatch), "B1: a run has no more items than it may");
        var waited = TimeSpan.FromTicks(Now - _began[run.Actor]);
        var client = _world.Clients[run.Caller.Client];
        foreach (var id in run.Values.Keys)
        {
            var seat = SeatOf(run.Actor, id);
            Require(
                seat.HasLease || seat.StoreFailed || _failed.Contains(run.Actor) || waited >= BatchMethods.WaitBudget || client.Breaker.IsOpen || client.WriteBreaker.IsOpen,
                "B4: an item is computed under its lease, unless the store has failed or the wait was too long");
            foreach (var other in _world.Runs.Where(other => !other.HasEnded && other.Values.ContainsKey(id)))
            {
                var theirs = SeatOf(other.Actor, id);

                // A lease may end before the body begins: while other items of the run are asked for, while the process is suspended, or by an invalidation.
                Require(
                    !seat.HasLease || _invalidations[id] > 0 || Now - seat.Asked >= BatchMethods.LockTtl.Ticks || !theirs.HasLease || !_world.Server.Look(BatchMethods.KeyOf(id)).IsOwnedBy(theirs.Token),
                    "B4: an item is computed by one at a time over all processes");
                Require(
                    other.Caller.Client != run.Caller.Client || _invalidations[id] > 0 || Now - other.Began >= s_maxHold.Ticks,
                    "B4: an item is computed by one at a time in a process");
            }
        }

        if (run.Values.Count > 1)
            Seen.Add(BatchEvent.Several);
    }

    public void BodyEnds(ItemRun run)
    {
        foreach (var id in run.Values.Keys)
            SeatOf(run.Actor, id).Decided = Now;
    }

    public void Answered(BatchCall call, IReadOnlyDictionary<int, string?> values)
    {
        Require(values.Count == call.Caller.Ids.Length, "B8: there is a value for each item");
        foreach (var (id, text) in values)
        {
            var value = NearValue.Of(text!);
            var run = _world.Runs.Find(run => run.HasReturned && run.Values.GetValueOrDefault(id) == value);
            Require(run is not null, "B1: a value comes from a run that returned it for this item");
            Require(value.Version >= call.Floors[id], "C21, B6: no answer is older than an invalidation through its client that had returned before");
            if (run!.Caller != call.Caller)
                Seen.Add(run.Caller.Client == call.Caller.Client ? BatchEvent.Joined : BatchEvent.OfAnotherProcess);
        }
    }

    public void Failed(BatchCaller caller, Exception exception)
    {
        if (exception is TimeoutException)
            Require(_world.Runs.Exists(run => run.Caller.Client == caller.Client && Now - run.Began >= s_maxHold.Ticks), "B3, C17: nobody waits for a lease that never ends");
        else
            Require(_world.Runs.Exists(run => ReferenceEquals(run.Error, exception) && (run.Caller == caller || (run.Caller.IsSingle && run.Caller.Client == caller.Client))), "B5: a failure is of an own run, or of a single call that was joined");
        Seen.Add(BatchEvent.Failed);
    }

    public void Invalidates(int id) => _invalidations[id]++;

    public void HasInvalidated(int client, int id, long version) => _here[client, id] = Math.Max(_here[client, id], version);

    public void AtTheEnd()
    {
        Require(_world.UnderWay == 0, "B3: every call ends");
        foreach (var client in _world.Clients)
            Require(client.Flights.Count == 0 && client.Flights.Leases.Count == 0, "C5: no flight and no lease stays in the map");
        Require(!Explorer.Time.HasTimers, "no timer is left");
        foreach (var (id, key) in BatchMethods.Keys.Index().Select(static pair => (pair.Index + 1, pair.Item)))
        {
            if (!Explorer.Faulted && !Array.Exists(_world.Clients, static client => client.Overtaken))
                Require(_world.Server.Look(key).Lease is null, "B5: no lease is left behind");
            foreach (var run in _world.Runs.Where(run => run.HasReturned && run.Values.ContainsKey(id)))
                Require(SeatOf(run.Actor, id) is var seat && (seat.WasSentToStore || !seat.IsSafe(_invalidations[id])), "B6: what becomes of one key is not the others': each value is stored");
        }
    }

    private void Sent(Command command)
    {
        var seat = SeatOf(command.Actor, BatchMethods.IdOf(command.Key));
        if (command.Operation.StartsWith("GetOrLease", StringComparison.Ordinal))
        {
            Require(
                !seat.IsHeldElsewhere || !_seats.Any(other => other.Key.Actor == command.Actor && other.Value.HasLease),
                "B3: nobody waits for a key while it holds the lease of another");
            (seat.Token, seat.Asked, seat.IsHeldElsewhere) = (command.Compared, Now, false);
        }
        else if (command.Operation is "CommitLease" or "ReleaseLease")
        {
            (seat.HasLease, seat.Decided) = (false, Now);
            seat.WasSentToStore |= command.Operation == "CommitLease";
        }
    }

    private void Replied(Command command, object? reply)
    {
        var failed = reply is KvException;

        // A store that gives no leases is not asked for those of the run's other items.
        if (failed && (command.Operation is "MGet" or "Get" || command.Operation.StartsWith("GetOrLease", StringComparison.Ordinal)))
            _failed.Add(command.Actor);
        if (command.Operation is "MGet" or "Get")
            return;

        var seat = SeatOf(command.Actor, BatchMethods.IdOf(command.Key));
        seat.StoreFailed |= failed || (command.Operation == "RenewLease" && reply is false);

        // Late, the same token asks again, and may hear that another has it now.
        if (reply is LeaseResult lease)
            (seat.IsGranted, seat.HasLease, seat.IsHeldElsewhere) = (lease.IsGranted, lease.IsGranted, lease is { IsGranted: false, Value: null });
        if (failed && command.Operation == "CommitLease")
            Seen.Add(BatchEvent.CommitFailed);
        if (seat.IsHeldElsewhere)
            Seen.Add(BatchEvent.Waited);
    }

    private void Executed(Effect effect)
    {
        var id = BatchMethods.IdOf(effect.Key);
        if (effect.Operation == "Invalidate")
        {
            _executed[id] = _world.Truth[id];
            Require(effect.After is { Value: null, Lease: null }, "C21: an invalidation deletes value and lease in one step");
        }
        else if (!effect.After.HasValue(effect.Before.Value))
        {
            Require(effect.Operation == "CommitLease" && effect.Before.IsOwnedBy(effect.Compared), "C20: a commit stores only while the lease holds its own token");
            var value = NearValue.Of(BatchMethods.Decode(id, effect.After.Value!));
            Require(_world.Runs.Exists(run => run.HasReturned && run.Values.GetValueOrDefault(id) == value), "B5: only what a body returned for this item is stored");
            Require(value.Version >= _executed[id], "B6: an item that was invalidated meanwhile is not stored");
        }
    }

    private Seat SeatOf(string actor, int id)
    {
        if (!_seats.TryGetValue((actor, id), out var seat))
            _seats.Add((actor, id), seat = new Seat());
        return seat;
    }

    private void Require(bool holds, string promise) => Explorer.Require(holds, promise);

    /// <summary>What is known of one item in one run.</summary>
    private sealed class Seat
    {
        /// <summary>Its token, once it has asked for the lease, and when that was.</summary>
        public byte[]? Token { get; set; }

        public long Asked { get; set; }

        /// <summary>Whether the lease was granted and it has heard so.</summary>
        public bool IsGranted { get; set; }

        /// <summary>Whether that has neither been given back nor used for a commit.</summary>
        public bool HasLease { get; set; }

        /// <summary>Whether it was last told that another has the lease.</summary>
        public bool IsHeldElsewhere { get; set; }

        /// <summary>Whether an operation has failed, or found the lease lost.</summary>
        public bool StoreFailed { get; set; }

        public bool WasSentToStore { get; set; }

        /// <summary>When its body ended, or its value was sent to the store or not.</summary>
        public long Decided { get; set; }

        /// <summary>Whether nothing has happened to its lease, so that its value is to be stored.</summary>
        public bool IsSafe(int invalidations) =>
            IsGranted && !StoreFailed && invalidations == 0 && Decided - Asked < BatchMethods.LockTtl.Ticks;
    }
}

/// <summary>One call, and what its answers must not be older than, by item.</summary>
internal sealed record BatchCall(BatchCaller Caller, long[] Floors);

internal enum BatchEvent
{
    /// <summary>A run had several items.</summary>
    Several,

    /// <summary>A caller got what another one's run in its process has returned.</summary>
    Joined,

    OfAnotherProcess,
    Waited,
    Failed,
    CommitFailed,
}
