namespace Derp.Kv.Coordination.Flights;

// A body that runs for longer than its key may be held.
internal abstract partial class Flight
{
    /// <summary>
    /// Ends the flight for its callers, whatever its body does: releases its lease and cancels the body. From any thread,
    /// also while the body blocks its own. False: the flight has ended by itself.
    /// </summary>
    /// <param name="exception">What its callers get.</param>
    /// <param name="tell">Called before they get it.</param>
    public bool TryGiveUp(Exception exception, Action tell)
    {
        if (!TryBeginEnd())
            return false;
        _scope!.End();
        var outcome = OutcomeOf(exception);
        if (TryTakeLease())
            GiveUpLease();
        StopBody(exception);
        tell();
        End(outcome);
        return true;
    }

    /// <summary>What callers get when the time of the body is over.</summary>
    protected virtual FlightOutcome OutcomeOf(Exception exception) => FlightOutcome.Failed(exception);

    /// <summary>The time of the body is over: its lease goes. Does not wait for the store.</summary>
    protected virtual void GiveUpLease() => ReleaseInBackground();

    /// <summary>Its time is over. Called on the keeper's thread.</summary>
    /// <param name="exception">What its callers get.</param>
    protected virtual void StopBody(Exception exception) => background.Fire(_body!);
}
