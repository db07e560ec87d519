namespace Derp.Kv.Tests.Races.NearModel;

/// <summary>
/// Everything that happens in a schedule, in the order of its times, on one thread. Continuations run inside the event that causes
/// them, because nothing that is simulated leaves the thread.
/// </summary>
internal sealed class Simulation
{
    private const int Endless = 200_000;

    private readonly PriorityQueue<Action, (long At, int Number)> _events = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private int _number;

    /// <summary>In ticks, since the beginning.</summary>
    public long Now { get; private set; }

    public void After(TimeSpan time, Action action)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            throw new InvalidOperationException("Something ran on another thread, beyond the simulation.");
        _events.Enqueue(action, (Now + time.Ticks, ++_number));
    }

    public Task PassAsync(TimeSpan time)
    {
        var over = new TaskCompletionSource();
        After(time, over.SetResult);
        return over.Task;
    }

    /// <summary>Runs until nothing is left to happen.</summary>
    public void Run()
    {
        while (_events.TryDequeue(out var action, out var when))
        {
            if (when.Number > Endless)
                throw new InvalidOperationException("The schedule does not end.");
            Now = when.At;
            action();
        }
    }
}
