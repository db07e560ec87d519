using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Guarded;
using Derp.Kv.Tests.Races.Near;

namespace Derp.Kv.Tests.Races.Tags;

/// <summary>What holds of values with a tag at every step, whatever the order.</summary>
internal sealed class TaggedPromises
{
    private readonly TaggedWorld _world;
    private readonly long[] _here;
    private long _ofAll;
    private readonly HashSet<string> _stamped = [];
    private readonly HashSet<NearValue> _aside = [];
    private readonly Dictionary<string, int> _sentBy = [];
    private long _keyInvalidated;
    private long _tagInvalidated;

    public TaggedPromises(TaggedWorld world)
    {
        _world = world;
        _here = new long[world.Clients.Length];
        world.Server.Executed = Executed;
        world.Explorer.Check = EachStep;
        foreach (var client in world.Clients)
        {
            client.Sent = command => _sentBy[command.Actor] = _sentBy.GetValueOrDefault(command.Actor) + 1;
            client.Replied = Replied;
        }
    }

    public HashSet<TaggedEvent> Seen { get; } = [];

    private Explorer Explorer => _world.Explorer;

    /// <summary>The truth that the store has last been told to forget what was before.</summary>
    private long Invalidated => Math.Max(_keyInvalidated, _tagInvalidated);

    public TaggedCall Starts(string actor, int client) =>
        new(actor, _here[client], _ofAll, CanJoin: _world.Clients[client].Flights.Count > 0);

    public void Answered(TaggedCall call, NearValue value)
    {
        Require(_world.Runs.Exists(run => run.Value == value && run.HasReturned), "C10: a value comes from a run that returned it");
        Require(!_aside.Contains(value), "W4: what is read while its invalidation is held back is for that flow alone");
        Require(value.Version >= call.FloorHere, "C21, S1: no answer is older than an invalidation through the same client that had returned before the call");

        // Another process may share what was under way there before.
        Require(value.Version >= call.FloorOfAll || call.CanJoin, "S1: the store gives no value from before an invalidation that had returned before the call");
        if (value.Version < call.FloorOfAll)
            Seen.Add(TaggedEvent.OlderJoin);
    }

    public void Failed(Exception exception) =>
        Require(exception is PlannedFailureException or TimeoutException, $"C10: a call gets a value or its flight's failure, not {exception.GetType().Name}");

    public TaggedRun BodyStarts(TaggedRun run)
    {
        run.HasStamp = _stamped.Contains(run.Actor);
        return run;
    }

    /// <summary>A writer reads what it has written, and holds the invalidation back.</summary>
    public AsideCall StartsAside(string actor) => new(actor, _world.Truth, _sentBy.GetValueOrDefault(actor));

    public void AnsweredAside(AsideCall call, NearValue value)
    {
        _aside.Add(value);
        Seen.Add(TaggedEvent.ReadAside);
        Require(_world.Runs.Exists(run => run.Value == value && run.Actor == call.Actor) && value.Version >= call.Floor, "W4: while its invalidation is held back, a flow that reads runs the body");
        Require(_sentBy.GetValueOrDefault(call.Actor) == call.Sent, "W4: and sends nothing");
    }

    /// <summary>A writer's invalidation has returned. What the store is still to be told of counts here only (W3).</summary>
    public void HasInvalidated(int client, long version)
    {
        _here[client] = Math.Max(_here[client], version);
        _ofAll = Math.Max(_ofAll, Math.Min(version, Invalidated));
    }

    public void AtTheEnd()
    {
        Require(_world.UnderWay == 0, "C2, C10, C29: every read and every write ends");
        foreach (var client in _world.Clients)
        {
            Require(client.Flights.Count == 0, "C5: no flight stays in the map");
            Require(client.Withheld.IsEmpty, "W3, W4: nothing is held back for ever");
        }

        Require(!Explorer.Time.HasTimers, "no timer is left");
        if (Explorer.Faulted)
            return;
        Require(Invalidated == _world.Truth, "W4: the invalidation happens, however its transaction ended");
        if (!Array.Exists(_world.Clients, static client => client.Overtaken))
            Require(_world.Server.Look().Lease is null, "C22: no lease is left behind");
    }

    private void Replied(Command command, object? reply)
    {
        if (command.Operation == "TakeStamp" && reply is byte[])
            _stamped.Add(command.Actor);
        if (command.Operation == "MGet" && reply is IReadOnlyList<byte[]?> read)
            Seen.Add(read[0] is null ? TaggedEvent.Miss : TaggedMethods.Valid(read[0], read[1]) is not null ? TaggedEvent.Hit : read[1] is null ? TaggedEvent.HitWithoutStamp : TaggedEvent.Outdated);
    }

    private void Executed(Effect effect)
    {
        if (effect.Operation == "InvalidateTag")
        {
            _tagInvalidated = _world.Truth;
            Require(effect.After.Value is null, "S3: an invalidation takes the stamp away");
        }
        else if (effect.Operation == "Invalidate")
        {
            _keyInvalidated = _world.Truth;
            Require(effect.After is { Value: null, Lease: null }, "C21: an invalidation deletes value and lease in one step");
        }
        else if (effect.Operation == "CommitLease" && !effect.After.HasValue(effect.Before.Value))
        {
            Stored(effect, NearValue.Of(TaggedMethods.Decode(effect.After.Value!)));
        }
    }

    private void Stored(Effect effect, NearValue value)
    {
        Require(effect.Before.IsOwnedBy(effect.Compared), "C20: a commit stores only while the lease holds its own token");
        Require(value.Version >= _keyInvalidated, "C21: no value older than an invalidation of its key is left in the cache");
        Require(!_aside.Contains(value), "W4: what is read while its invalidation is held back is not stored");
        Require(_world.Runs.Exists(run => run.Value == value && run.HasStamp), "S1, S6: only a run whose stamp was known before is stored");
        if (value.Version < _tagInvalidated)
            Seen.Add(TaggedEvent.StoredOutdated);
    }

    // S2 and S3 in one: whatever was stored, invalidated and evicted in which order, what can be read from the store is not old.
    private void EachStep()
    {
        var standing = _world.Server.Look();
        if (TaggedMethods.Valid(standing.Value, _world.Server.Look(TaggedMethods.Tag).Value) is { } valid)
            Require(NearValue.Of(valid).Version >= Invalidated, "S2, S3: no value is valid that was computed before an invalidation of its tag");
    }

    private void Require(bool holds, string promise) => Explorer.Require(holds, promise);
}

/// <summary>One read, and what it may be answered with.</summary>
/// <param name="Actor">Who reads.</param>
/// <param name="FloorHere">The truth of the last invalidation through its client that had returned.</param>
/// <param name="FloorOfAll">The same, of any client.</param>
/// <param name="CanJoin">Whether something was under way in its client that it can share.</param>
internal sealed record TaggedCall(string Actor, long FloorHere, long FloorOfAll, bool CanJoin);

/// <summary>A read in a flow that holds its invalidation back.</summary>
/// <param name="Actor">Who reads.</param>
/// <param name="Floor">The truth that it has written.</param>
/// <param name="Sent">How many commands it had sent before.</param>
internal sealed record AsideCall(string Actor, long Floor, int Sent);

internal enum TaggedEvent
{
    Miss,
    Hit,

    /// <summary>A value was there whose tag had been invalidated.</summary>
    Outdated,

    /// <summary>A value was there, and its stamp was not.</summary>
    HitWithoutStamp,

    /// <summary>A value was stored whose tag had been invalidated while its body ran.</summary>
    StoredOutdated,

    /// <summary>Shares what another process had begun before an invalidation.</summary>
    OlderJoin,

    /// <summary>Read in a flow that holds its invalidation back.</summary>
    ReadAside,
}
