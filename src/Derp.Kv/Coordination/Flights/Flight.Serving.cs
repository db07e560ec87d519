namespace Derp.Kv.Coordination.Flights;

// A flight that renews a value can serve its callers before it ends.
internal abstract partial class Flight
{
    private TaskCompletionSource<FlightOutcome>? _rest;
    private bool _hasServed;

    /// <summary>
    /// Ends the wait of the callers while the run goes on, and keeps others from joining it. The body's token is the starter's from now on, or nobody's.
    /// </summary>
    /// <param name="outcome">What they get.</param>
    /// <param name="butStarter">Whether the caller on whose instance the body runs goes on waiting. False: nobody does.</param>
    /// <returns>False: they have got something already, or the starter has left, without whom the body must not run on.</returns>
    protected bool TryServe(FlightOutcome outcome, bool butStarter)
    {
        lock (this)
        {
            if (_hasEnded || _hasServed || _closed || (butStarter && _starterLeft))
                return false;
            _hasServed = _closed = true;
            _callers = butStarter ? 1 : 0;
            if (butStarter)
                Volatile.Write(ref _rest, new TaskCompletionSource<FlightOutcome>(background.Waking));
        }

        _map!.PutBeside(this);
        _outcome!.SetResult(outcome);
        return true;
    }

    private bool HasServed()
    {
        lock (this)
            return _hasServed;
    }
}
