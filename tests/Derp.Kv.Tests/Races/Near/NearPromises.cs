using Derp.Kv.Coordination;
using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Guarded;

namespace Derp.Kv.Tests.Races.Near;

/// <summary>What holds of answers from memory at every step, whatever the order and whatever notices are lost.</summary>
internal sealed class NearPromises
{
    private static readonly NearKind[] s_kinds = [NearKind.Shared, NearKind.Decoded];

    private readonly NearWorld _world;

    /// <summary>Invalidations that have returned: through which client, when, and what the truth was before they began.</summary>
    private readonly List<(int Client, long At, long Version)> _invalidations = [];

    /// <summary>What the store has vouched for to whom, and when they asked.</summary>
    private readonly List<(int Client, long Asked, NearValue Value)> _vouched = [];

    private readonly Dictionary<string, long> _asked = [];
    private readonly Dictionary<string, NearCall> _calls = [];
    private readonly Dictionary<string, long> _written = [];
    private long _executed;

    public NearPromises(NearWorld world)
    {
        _world = world;
        world.Server.Executed = Executed;
        var deadlines = Explorer.Deadlines!;
        Explorer.Deadlines = () => deadlines().Concat(Bounds());
        for (var i = 0; i < world.Clients.Length; i++)
        {
            var client = i;
            world.Clients[i].Sent = command => Sent(command.Operation, command.Actor);
            world.Clients[i].Replied = (command, reply) => Replied(client, command.Operation, command.Actor, reply);
        }
    }

    public HashSet<NearEvent> Seen { get; } = [];

    private Explorer Explorer => _world.Explorer;

    private long Now => Explorer.Time.GetTimestamp();

    public void Starts(NearCall call)
    {
        _calls[call.Actor] = call;
        foreach (var (client, at, version) in _invalidations)
        {
            if (client == call.Plan.Client)
                call.FloorHere = Math.Max(call.FloorHere, version);
            if (Now - at > NearMethods.TOf(call.Plan.Kind)?.Ticks)
                call.FloorOfAll = Math.Max(call.FloorOfAll, version);
        }
    }

    public void Answered(NearCall call, NearValue value, bool isHit)
    {
        Require(value == NearWorld.Warm ? _world.Plan.IsWarm : _world.Returned.Exists(run => run.Value == value), "C10: a value comes from a run that returned it");
        Require(value.Version >= call.FloorHere, "N2, C21: no answer is older than an invalidation through the same client that had returned before the call");
        Require(value.Version >= call.FloorOfAll, "N1: no answer is older than an invalidation that had returned more than T before the call");
        var isOld = _invalidations.Exists(invalidation => invalidation.Version > value.Version);
        if (isHit)
        {
            Require(call.Plan.Kind != NearKind.Far, "Without Near, nothing answers from memory");
            Require(_vouched.Exists(vouched => vouched.Client == call.Plan.Client && vouched.Value == value), "N4: memory answers only with what the store has vouched for");
            Require(
                _vouched.Exists(vouched => vouched.Client == call.Plan.Client && vouched.Value == value && Now - vouched.Asked < NearMethods.TOf(call.Plan.Kind)!.Value.Ticks),
                "N1: memory answers for T at most, counted from before what vouched for it was sent");
            Seen.Add(isOld ? NearEvent.OlderHit : NearEvent.Hit);
        }
        else if (!call.HasAsked && call.Plan.Kind != NearKind.Far)
        {
            Seen.Add(isOld ? NearEvent.OlderJoin : NearEvent.Join);
        }
        else
        {
            Seen.Add(NearEvent.Asked);
        }
    }

    public void Failed(Exception exception) =>
        Require(exception is PlannedFailureException or TimeoutException, $"C10: a call gets a value or its flight's failure, not {exception.GetType().Name}");

    public void Writes(string actor, long version) => _written[actor] = version;

    public void HasInvalidated(int client, long version) => _invalidations.Add((client, Now, version));

    public void AtTheEnd()
    {
        Require(_world.UnderWay == 0, "C2, C10, C29: every call and every invalidation ends");
        foreach (var client in _world.Clients)
        {
            Require(client.Flights.Count == 0, "C5: no flight stays in the map");
            Require(client.Near is null or { Count: 0, Bytes: 0 }, "N8: at rest, memory holds nothing");
        }

        Require(!Explorer.Time.HasTimers, "no timer is left");
    }

    // Moments at which a promise begins to hold, and the first clock tick after each.
    private IEnumerable<long> Bounds()
    {
        foreach (var (_, at, _) in _invalidations)
        {
            foreach (var kind in s_kinds)
            {
                var bound = at + NearMethods.TOf(kind)!.Value.Ticks;
                yield return bound;
                yield return bound + TimeSpan.TicksPerMillisecond;
            }
        }
    }

    private void Sent(string operation, string actor)
    {
        if (_calls.TryGetValue(actor, out var call))
            call.HasAsked = true;

        // Renewals are sent meanwhile, and vouch for nothing.
        if (operation is "Get" or "CommitLease" || operation.StartsWith("GetOrLease", StringComparison.Ordinal))
            _asked[actor] = Now;
    }

    private void Replied(int client, string operation, string actor, object? reply)
    {
        if (reply is byte[] read && operation == "Get")
            Vouch(NearValue.Of(NearMethods.Decode(NearWorld.Key, read)!));
        else if (reply is LeaseResult { Value: { } found })
            Vouch(NearValue.Of(NearMethods.Decode(NearWorld.Key, found)!));
        else if (operation == "CommitLease" && reply is true)
            Vouch(_world.Returned.Find(run => run.Flight == actor).Value);

        void Vouch(NearValue value) => _vouched.Add((client, _asked[actor], value));
    }

    private void Executed(Effect effect)
    {
        var (before, after) = (effect.Before, effect.After);
        if (effect.Operation == "Invalidate")
        {
            _executed = Math.Max(_executed, _written[effect.Actor]);
            Require(after is { Value: null, Lease: null }, "C21: an invalidation deletes value and lease in one step");
        }
        else if (effect.Operation != "DeleteMany" && !after.HasValue(before.Value))
        {
            Require(effect.Operation == "CommitLease" && before.IsOwnedBy(effect.Compared), "C20: a commit stores only while the lease holds its own token");
            Require(NearValue.Of(NearMethods.Decode(NearWorld.Key, after.Value!)!).Version >= _executed, "C21: no value older than an invalidation is left in the cache");
        }
    }

    private void Require(bool holds, string promise) => Explorer.Require(holds, promise);
}

internal enum NearEvent
{
    Asked,
    Hit,

    /// <summary>Answered from memory with what another client had invalidated not more than T ago.</summary>
    OlderHit,

    /// <summary>Shares what another call of its client has asked.</summary>
    Join,
    OlderJoin,
}
