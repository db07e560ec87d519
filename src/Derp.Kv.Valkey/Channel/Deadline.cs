namespace Derp.Kv.Valkey.Channel;

/// <summary>The deadline of an operation for all that it waits for: the connection, its turn and the reply.</summary>
internal readonly struct Deadline
{
    private readonly TimeSpan _timeout;
    private readonly long _started;

    public Deadline(TimeSpan timeout, TimeProvider time)
    {
        _timeout = timeout;
        _started = time.GetTimestamp();
        Time = time;
    }

    public TimeProvider Time { get; }

    /// <summary>The remaining time, zero or more.</summary>
    public TimeSpan Left
    {
        get
        {
            var left = _timeout - Time.GetElapsedTime(_started);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
