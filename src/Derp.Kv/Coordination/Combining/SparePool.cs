namespace Derp.Kv.Coordination.Combining;

/// <summary>Objects that wait for their next use: as many as callers wait at once, within a bound.</summary>
internal sealed class SparePool<T>
    where T : class
{
    private const int Most = 1024;

    private readonly Lock _gate = new();
    private readonly Stack<T> _spare = new();

    public T? TryTake()
    {
        lock (_gate)
            return _spare.TryPop(out var spare) ? spare : null;
    }

    public void Return(T spare)
    {
        lock (_gate)
        {
            if (_spare.Count < Most)
                _spare.Push(spare);
        }
    }
}
