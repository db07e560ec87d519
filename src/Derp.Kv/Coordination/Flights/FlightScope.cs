namespace Derp.Kv.Coordination.Flights;

/// <summary>
/// Tells which bodies the running code is inside of, and for which flights they wait. It flows with the execution context,
/// also into code that a body leaves running. So it holds only its place, and of those above it only the
/// ones that still run: otherwise bodies that start the next one and end would make an endless chain.
/// </summary>
/// <param name="parent">The body that it was called from, if any.</param>
/// <param name="method">The name of the body's method.</param>
internal sealed class FlightScope(FlightScope? parent, string method)
{
    private static readonly AsyncLocal<FlightScope?> s_current = new();

    // One for the process: the flights of a cycle can be those of several clients. Only bodies that call wrappers take it.
    private static readonly Lock s_waits = new();
    private static readonly Stack<FlightScope> s_search = new();
    private static long s_searches;

    private FlightScope? _parent = parent;
    private List<Flight>? _awaited;
    private long _searched;
    private volatile bool _hasEnded;

    /// <summary>The innermost body that the running code is inside of, or was left behind by.</summary>
    public static FlightScope? Current => s_current.Value;

    public string Method => method;

    public static FlightScope BelowCurrent(string method)
    {
        var parent = Running(Current);
        for (var scope = parent; scope is not null; scope = scope._parent)
            scope._parent = Running(scope._parent);
        return new(parent, method);
    }

    public void Enter() => s_current.Value = this;

    /// <summary>The body has ended, or its time is over.</summary>
    public void End() => _hasEnded = true;

    public bool EnclosesCurrent()
    {
        for (var scope = Current; scope is not null; scope = scope._parent)
        {
            if (ReferenceEquals(scope, this))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Notes that the running body waits for a flight, until <see cref="EndWait"/>. Nothing is noted if that flight's body waits for it, over
    /// however many others: then all of them would wait until their time is over.
    /// </summary>
    /// <param name="flight">What it is going to wait for.</param>
    /// <param name="waiter">The body; null if the caller is none, and if its body has ended.</param>
    /// <returns>False: nothing was noted, since each would wait for the other.</returns>
    public static bool TryBeginWait(Flight flight, out FlightScope? waiter)
    {
        waiter = Current is { _hasEnded: false } current ? current : null;
        if (waiter is null)
            return true;

        lock (s_waits)
        {
            if (DependsOn(flight, waiter))
                return false;
            (waiter._awaited ??= []).Add(flight);
            return true;
        }
    }

    /// <summary>The wait has ended, however it did.</summary>
    public void EndWait(Flight flight)
    {
        lock (s_waits)
            _awaited!.Remove(flight);
    }

    private static FlightScope? Running(FlightScope? scope)
    {
        while (scope is { _hasEnded: true })
            scope = scope._parent;
        return scope;
    }

    // Each body is visited once; those whose flight has not taken off wait for nothing.
    private static bool DependsOn(Flight flight, FlightScope waiter)
    {
        s_searches++;
        s_search.Clear();
        PushAll(flight);
        while (s_search.TryPop(out var scope))
        {
            if (ReferenceEquals(scope, waiter))
                return true;
            foreach (var awaited in scope._awaited ?? [])
                PushAll(awaited);
        }

        return false;

        static void PushAll(Flight flight)
        {
            for (var each = flight; each is not null; each = each.Older)
                Push(each);
        }

        static void Push(Flight flight)
        {
            if (flight.Scope is not { _hasEnded: false } scope || scope._searched == s_searches)
                return;
            scope._searched = s_searches;
            s_search.Push(scope);
        }
    }
}
