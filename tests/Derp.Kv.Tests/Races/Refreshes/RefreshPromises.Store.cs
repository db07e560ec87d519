using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Near;

namespace Derp.Kv.Tests.Races.Refreshes;

// What holds of the two keys in the store, after each operation on them.
internal sealed partial class RefreshPromises
{
    private long _invalidated;
    private int _voided = -1;

    // The end of the stored value's lifetime, and of the pause after a failure; and in which part of the value's life that began.
    private long _livesUntil;
    private long _pauseEnds;
    private ValueZone _pausedIn;

    // Where the value is in its life, by the time at which it was stored.
    private ValueZone ZoneOf(Standing standing) => standing.Value is null ? ValueZone.None : Now < _livesUntil ? ValueZone.Due : ValueZone.Expired;

    private void BeginsWith(Standing standing) => _livesUntil = standing.ValueLeft is { } left ? Now + (left - RefreshMethods.StaleIfError(isLonger: false)).Ticks : 0;

    // Time stops at the ends of lifetimes and pauses, too.
    private IEnumerable<long> Moments() => [_livesUntil, _pauseEnds];

    // It had left its lifetime before the call began, and readers had been told so: a lease says where its value was when it was last renewed.
    private bool WasExpired(string value, RefreshCall call) =>
        _world.Server.Look().Value is { } stored && RefreshMethods.Decode(stored) == value && _livesUntil + RefreshMethods.LockTtl.Ticks <= call.Started;

    private void Executed(Effect effect)
    {
        var (before, after) = (effect.Before, effect.After);
        switch (effect.Operation)
        {
            case "MGet":
                return;
            case "Invalidate":
                (_invalidated, _voided) = (_world.Truth, Explorer.Now);
                Require(after is { Value: null, Lease: null }, "C21: an invalidation deletes value and lease in one step");
                return;
            case "CommitRefresh":
                Committed(effect);
                break;
            case "FailRefresh":
                FailedUnderLease(effect);
                break;
            case "Get":
                FlightOf(effect.Actor).WasMisled = before.Value is not null;
                return;
            case "RenewRefresh" when before.IsOwnedBy(effect.Compared):
                Require(after.Lease![KeyState.ZoneAt] == (byte)ZoneOf(after), "F4: each renewal of the lease writes anew where the value is in its life");
                break;
            case "GetOrRefresh" or "GetOrRefresh with mark":
                Asked(effect, (RefreshResult)effect.Answer!);
                break;
        }

        Require(effect.Operation == "CommitRefresh" || after.HasValue(before.Value), "C20: only a commit stores");
        if (!after.HasLease(before.Lease) && before.Lease is { } state && KeyState.IsLease(state))
            Require(before.IsOwnedBy(effect.Compared), "C14, C20: a lease that is held passes to nobody, and is ended by its owner");
        Require(after.Lease is null || after.LeaseLeft > TimeSpan.Zero, "C18: a lease always has an end");
    }

    private void Committed(Effect effect)
    {
        var (before, after) = (effect.Before, effect.After);
        if (effect.Answer is not (true or 1L))
        {
            Seen.Add(RefreshEvent.Overtaken);
            Require(after.HasValue(before.Value) && after.HasLease(before.Lease), "C20, F6: a late owner changes nothing");
            return;
        }

        var value = NearValue.Of(RefreshMethods.Decode(after.Value!));
        var run = _world.Runs.FindLast(run => run.Flight == FlightOf(effect.Actor));
        var deployment = _world.Plan.Clients[FlightOf(effect.Actor).Client];
        Require(before.IsOwnedBy(effect.Compared), "C20, F6: a commit stores only while the lease holds its own token");
        Require(run is { HasReturned: true } && run.Value == value, "C10, F7: what is stored is what the body returned, or said was unchanged");
        Require(value.Version >= _invalidated, "C21, F6: no value older than an invalidation is left in the cache");
        Require(after.ValueLeft == RefreshMethods.Ttl + RefreshMethods.StaleIfError(deployment.IsLonger), "F4: a value is kept as long as its own deployment says");
        Require(KeyState.IsFresh(after.Lease) && after.LeaseLeft == RefreshMethods.RefreshAfter, "F1: a new value is not renewed before RefreshAfter");
        (_livesUntil, _pauseEnds) = (Now + RefreshMethods.Ttl.Ticks, 0);
        if (before.Value is { } old)
        {
            Seen.Add(run!.IsUnchanged ? RefreshEvent.Unchanged : RefreshEvent.Renewed);
            if (RefreshMethods.StaleIfErrorOf(old) != RefreshMethods.StaleIfErrorOf(after.Value!))
                Seen.Add(RefreshEvent.OfAnotherDeployment);
        }
    }

    private void FailedUnderLease(Effect effect)
    {
        var (before, after) = (effect.Before, effect.After);
        var flight = FlightOf(effect.Actor);
        if (!before.IsOwnedBy(effect.Compared))
        {
            Require(effect.Answer is null && after.HasLease(before.Lease), "C20: a late owner changes nothing");
            flight.WasMisled = before.Value is not null;
            return;
        }

        if (before.Value is null)
        {
            Require(after.Lease is null, "C22, F3: without a value to fall back on the lease is released");
            return;
        }

        var pause = (TimeSpan)effect.Answer!;
        Seen.Add(RefreshEvent.Failed);

        // What the process hears of ends with the part of its life that the value is in.
        var rest = ZoneOf(after) == ValueZone.Due ? TimeSpan.FromTicks(_livesUntil - Now) : after.ValueLeft ?? TimeSpan.MaxValue;
        var whole = TimeSpan.FromSeconds(1);
        Require(pause >= (rest < whole ? rest : whole) && KeyState.IsPauseOf(after.Lease, ZoneOf(after)), "F2: a failure holds off all processes for a pause");
        Require(KeyState.FailuresOf(after.Lease) == KeyState.FailuresOf(before.Lease) + 1, "F2: failures in a row are counted beside the value");
        (_pauseEnds, _pausedIn) = (Now + pause.Ticks, ZoneOf(after));
    }

    private void Asked(Effect effect, in RefreshResult answer)
    {
        var (before, after) = (effect.Before, effect.After);
        if (answer.Answer == RefreshAnswer.Granted)
        {
            Require(after.IsOwnedBy(effect.Compared), "C14: a lease that is granted stands");
            Require(before.Value is null || !KeyState.IsFresh(before.Lease), "F1: a value that is fresh is not renewed");
            Require(answer.Zone == ZoneOf(after), "F4: an answer says where the value is in its life, by what it was stored with");
            Require(!IsPaused(before), "F2: after a failure no body runs before the pause is over");
            return;
        }

        if (answer.Answer is RefreshAnswer.Held or RefreshAnswer.Paused)
            Require(answer.Zone == ZoneOf(after), "F4: an answer says where the value is in its life, by what it was stored with");
        Require(answer.Answer != RefreshAnswer.Fresh || KeyState.IsFresh(before.Lease), "F1: a value is fresh where its state says so");
    }

    // The value or its state may have gone; and past the end of the lifetime a body runs at once.
    private bool IsPaused(Standing standing) =>
        standing.Value is not null && standing.Lease is { } state && KeyState.HasFailed(state) && _pausedIn == ZoneOf(standing) && Now < _pauseEnds;
}
