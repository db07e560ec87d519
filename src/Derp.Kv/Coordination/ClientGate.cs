namespace Derp.Kv.Coordination;

/// <summary>
/// Which operations a client still admits. Disposal closes it in steps: new calls are refused at once; calls of helpers that were
/// under way go on for a while; then no body begins any more, and at the end nothing is sent.
/// </summary>
/// <remarks>A call counts first and then reads the state, and disposal does the reverse: one of the two sees the other.</remarks>
internal sealed class ClientGate(string client)
{
    private const int Open = 0;
    private const int Draining = 1;
    private const int Closing = 2;
    private const int Closed = 3;

    private int _state;

    /// <summary>Single operations, those of helpers included.</summary>
    public Turnstile Operations { get; } = new();

    /// <summary>Calls of helpers that have gone beyond their first read.</summary>
    public Turnstile Calls { get; } = new();

    /// <summary>Claims and flights whose body has not begun.</summary>
    public Turnstile Undecided { get; } = new();

    /// <summary>Claims whose body runs, until their result is stored or they are released.</summary>
    public Turnstile Claims { get; } = new();

    /// <summary>Flights that wait for another process, and calls that wait for the owner of their claim.</summary>
    public Turnstile Waiters { get; } = new();

    /// <summary>Begins the disposal: no new call from now on. False: it has begun before.</summary>
    public bool TryDrain() => Interlocked.CompareExchange(ref _state, Draining, Open) == Open;

    /// <summary>No body begins from now on.</summary>
    public void StopBodies() => Interlocked.Exchange(ref _state, Closing);

    /// <summary>Nothing is sent from now on.</summary>
    public void Close() => Interlocked.Exchange(ref _state, Closed);

    /// <summary>Whether new calls are let in.</summary>
    public bool IsOpen => Volatile.Read(ref _state) == Open;

    /// <summary>Whether no body begins any more.</summary>
    public bool IsClosing => Volatile.Read(ref _state) >= Closing;

    /// <exception cref="ObjectDisposedException">The client is being disposed of.</exception>
    public void ThrowIfDraining() => ThrowIfAt(Draining);

    /// <exception cref="ObjectDisposedException">No body begins any more.</exception>
    public void ThrowIfClosing() => ThrowIfAt(Closing);

    /// <exception cref="ObjectDisposedException">The client is being disposed of; of a helper's operation: was disposed of.</exception>
    public void EnterOperation(bool isHelpers)
    {
        Operations.Enter();
        if (Volatile.Read(ref _state) < (isHelpers ? Closed : Draining))
            return;
        Operations.Exit();
        throw Refusal();
    }

    /// <exception cref="ObjectDisposedException">The client is being disposed of.</exception>
    public void EnterCall()
    {
        Calls.Enter();
        if (Volatile.Read(ref _state) < Draining)
            return;
        Calls.Exit();
        throw Refusal();
    }

    private void ThrowIfAt(int state)
    {
        if (Volatile.Read(ref _state) >= state)
            throw Refusal();
    }

    private ObjectDisposedException Refusal() => new(client);
}
