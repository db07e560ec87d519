namespace Derp.Kv.Simulation;

/// <summary>
/// Owns the virtual time and all that happens in it, in the order of moment and sequence: a heap of four children a node. All of it runs on one thread.
/// </summary>
internal sealed class Scheduler(Trace trace)
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private Slot[] _slots = new Slot[1024];
    private int _count;
    private long _entries;

    /// <summary>In ticks since the run began.</summary>
    public long Now { get; private set; }

    /// <summary>Steps so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Has a happening take place at a moment, and not at an earlier one that it was set to.</summary>
    public void At(long time, Happening what)
    {
        AssertThread();
        what.Entry = ++_entries;
        Push(new Slot(time > Now ? time : Now, what.Entry, what));
    }

    public void After(TimeSpan time, string name, Action action, SimulatedProcess? process = null) => At(Now + time.Ticks, new Act(name, action, process));

    /// <summary>A happening that was set to a moment does not take place.</summary>
    public static void Cancel(Happening what) => what.Entry = 0;

    /// <summary>Runs all that happens before this moment.</summary>
    /// <param name="end">The clock stands there afterwards.</param>
    /// <param name="goesOn">Asked after each step; null: until there is nothing left.</param>
    public void RunUntil(long end, Func<bool>? goesOn = null)
    {
        while (_count > 0 && _slots[0].Time < end)
        {
            Step();
            if (goesOn?.Invoke() is false)
                return;
        }

        Now = Math.Max(Now, end);
    }

    /// <summary>What is not the simulation's own would make two runs differ.</summary>
    public void AssertThread()
    {
        if (Environment.CurrentManagedThreadId != _thread)
            throw new InvalidOperationException($"Something ran on another thread, beyond control:\n{Environment.StackTrace}");
    }

    private void Step()
    {
        var slot = Pop();
        var what = slot.What;
        if (what.Entry != slot.Entry)
            return;
        var process = what.Process;
        if (process is { HasCrashed: true })
            return;
        if (process is not null && process.PausedUntil > slot.Time)
        {
            // In the order in which it would have been.
            At(process.PausedUntil, what);
            return;
        }

        what.Entry = 0;
        Now = slot.Time;
        Steps++;
        trace.Add(Now, process?.Id ?? 0, process?.Name ?? "-", what.Name);
        what.Happen();
    }

    private void Push(in Slot slot)
    {
        if (_count == _slots.Length)
            Array.Resize(ref _slots, _count * 2);
        var at = _count++;
        while (at > 0 && (at - 1) / 4 is var parent && slot.IsBefore(_slots[parent]))
        {
            _slots[at] = _slots[parent];
            at = parent;
        }

        _slots[at] = slot;
    }

    private Slot Pop()
    {
        var first = _slots[0];
        var last = _slots[--_count];
        _slots[_count] = default;
        var at = 0;
        while ((at * 4) + 1 is var child && child < _count)
        {
            var least = child;
            for (var i = child + 1; i < Math.Min(child + 4, _count); i++)
            {
                if (_slots[i].IsBefore(_slots[least]))
                    least = i;
            }

            if (!_slots[least].IsBefore(last))
                break;
            _slots[at] = _slots[least];
            at = least;
        }

        if (_count > 0)
            _slots[at] = last;
        return first;
    }

    private readonly record struct Slot(long Time, long Entry, Happening What)
    {
        public bool IsBefore(in Slot other) => Time < other.Time || (Time == other.Time && Entry < other.Entry);
    }
}
