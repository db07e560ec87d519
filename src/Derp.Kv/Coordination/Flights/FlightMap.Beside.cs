namespace Derp.Kv.Coordination.Flights;

// Flights that no call can find any more and that have not ended: whoever waits for all of them, at the end of the client, must not miss these.
internal sealed partial class FlightMap
{
    private readonly HashSet<Flight> _beside = [];

    /// <summary>Takes a flight out of the map that goes on without callers, or with one that nobody joins.</summary>
    public void PutBeside(Flight flight)
    {
        lock (_beside)
            _beside.Add(flight);
        Remove(flight);
    }

    /// <summary>Such a flight has ended.</summary>
    public void ForgetBeside(Flight flight)
    {
        lock (_beside)
            _beside.Remove(flight);
    }

    /// <summary>The flights that can be found now, and those that go on beside.</summary>
    public IEnumerable<Flight> All()
    {
        Flight[] beside;
        lock (_beside)
            beside = [.. _beside];
        foreach (var flight in beside)
            yield return flight;
        foreach (var stripe in _stripes)
        {
            Flight[] flights;
            lock (stripe.Gate)
                flights = stripe.Flights();
            foreach (var flight in flights)
                yield return flight;
        }
    }
}
