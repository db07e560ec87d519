namespace Derp.Kv.Runtime.RoundTrips;

/// <summary>Chooses a few different results of a method: the first four, and then each of a new size, sixteen in all.</summary>
internal sealed class ResultSample
{
    private const int First = 4;
    private const int Most = 16;

    private readonly Lock _gate = new();
    private readonly HashSet<int> _sizes = [];
    private volatile int _taken;

    public bool TryTake(int size)
    {
        if (_taken == Most)
            return false;

        lock (_gate)
        {
            if (_taken == Most || (!_sizes.Add(size) && _taken >= First))
                return false;
            _taken++;
            return true;
        }
    }
}
