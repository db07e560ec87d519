namespace Derp.Kv.Coordination.Combining;

/// <summary>A command that several calls shared has failed. It is one failure to the circuit breaker, however many calls it fails.</summary>
/// <param name="cause">What the client library threw.</param>
internal sealed class LostCommandException(Exception cause) : Exception("A command that several calls share has failed.", cause)
{
    private int _isCounted;

    /// <summary>Whether no other of its calls has counted it yet.</summary>
    public bool TryCount() => Interlocked.Exchange(ref _isCounted, 1) == 0;
}
