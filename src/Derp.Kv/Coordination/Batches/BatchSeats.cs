using Derp.Kv.Coordination.Flights;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination.Batches;

/// <summary>The places of one caller on many flights. However its call ends, it leaves each that it has not seen end.</summary>
internal sealed class BatchSeats(string method)
{
    private readonly List<Seat> _seats = [];

    public bool IsOwn(int index) => _seats[index].IsOwn;

    /// <summary>All places: those on flights that the caller has started, then the others.</summary>
    public IEnumerable<int> OwnFirst() => Enumerable.Range(0, _seats.Count).OrderBy(i => !_seats[i].IsOwn);

    /// <summary>The caller has joined a flight, or started it.</summary>
    public void Add(Flight flight, bool isOwn) => _seats.Add(new(flight, isOwn));

    /// <summary>Refuses waits that would never end: those for the caller's own body, and those for a body that waits for it.</summary>
    public void BeginWaits()
    {
        foreach (var seat in _seats)
        {
            if (seat.Flight.IsRunningCaller())
                throw new InvalidOperationException($"The body of {method} calls its own wrapper with the same key and would wait for itself. Call the body, or use another key.");
        }

        foreach (var seat in _seats)
        {
            if (!FlightScope.TryBeginWait(seat.Flight, out var waiter))
                throw new InvalidOperationException($"The body of {waiter!.Method} calls {method}, whose body waits for {waiter.Method}, directly or through others: none of them would end. Call the body instead of its wrapper, or use another key.");
            seat.Waiter = waiter;
        }
    }

    /// <summary>Waits for the outcome of one flight.</summary>
    public async ValueTask<FlightOutcome> WaitAsync(int index, CancellationToken cancellationToken)
    {
        // A cancelled caller leaves in there.
        var seat = _seats[index];
        seat.IsLeft = true;
        try
        {
            return await JoinTrace.WaitAsync(seat.Flight, seat.IsOwn, method, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            seat.EndWait();
        }
    }

    /// <summary>Leaves the flights that were not waited for to their end.</summary>
    public void LeaveAll()
    {
        foreach (var seat in _seats)
        {
            seat.EndWait();
            if (!seat.IsLeft && !seat.Flight.IsOver)
                seat.Flight.Leave(seat.IsOwn);
        }
    }

    private sealed class Seat(Flight flight, bool isOwn)
    {
        public Flight Flight => flight;

        public bool IsOwn => isOwn;

        public bool IsLeft { get; set; }

        public FlightScope? Waiter { get; set; }

        public void EndWait()
        {
            Waiter?.EndWait(flight);
            Waiter = null;
        }
    }
}
