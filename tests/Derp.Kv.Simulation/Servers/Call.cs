namespace Derp.Kv.Simulation;

/// <summary>A command of a process and its reply.</summary>
internal abstract class Call(SimulatedProcess process, CommandKind kind) : Message
{
    public SimulatedProcess Process => process;

    public CommandKind Kind => kind;

    /// <summary>Of what; the first one where there are several. Null: of no key.</summary>
    public byte[]? Key { get; init; }

    /// <summary>The owner's token, or the record that it compares or claims with.</summary>
    public byte[]? Compared { get; init; }

    /// <summary>What those who watch know the key as.</summary>
    public Subject? Subject { get; set; }

    /// <summary>How many keys it has.</summary>
    public int Keys { get; init; } = 1;

    /// <summary>Null: not sent yet.</summary>
    public Session? Session { get; set; }

    public long SentAt { get; set; }

    /// <summary>When the server has executed it; null: not yet.</summary>
    public long? ExecutedAt { get; set; }

    /// <summary>What the call is about besides: for those who watch.</summary>
    public abstract object? Asked { get; }

    /// <summary>What the server has answered: its result, or an exception.</summary>
    public abstract object? Answer { get; }

    /// <summary>Whether nobody waits for its answer any more.</summary>
    public abstract bool IsSettled { get; }

    public abstract void Execute(Scripts scripts);

    /// <summary>Has the same effect on another store.</summary>
    public abstract void Repeat(Scripts scripts);

    public abstract void Fail(Exception exception);

    protected abstract void Complete();

    public override string NameOf(bool isUp) => CommandNames.Of(kind, isUp);

    public override void ArriveUp(Session session) => process.Machine.Server.Arrive(this);

    public override void ArriveDown(Session session)
    {
        process.Machine.Heard?.Invoke(this);
        Complete();
    }
}

/// <summary>With what it needs, so that no closure is made a command.</summary>
internal sealed class Call<TState, T>(SimulatedProcess process, CommandKind kind, TState state, Func<Scripts, TState, ValueTask<T>> execute) : Call(process, kind)
{
    private readonly TaskCompletionSource<T> _reply = new();
    private T? _result;
    private Exception? _failure;

    public Task<T> Reply => _reply.Task;

    public override object? Asked => state;

    public override object? Answer => _failure ?? (object?)_result;

    public override bool IsSettled => _reply.Task.IsCompleted;

    public override void Execute(Scripts scripts)
    {
        try
        {
            _result = Scripts.Await(execute(scripts, state));
        }
#pragma warning disable CA1031 // It is the reply.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failure = e;
        }
    }

    public override void Repeat(Scripts scripts)
    {
        try
        {
            Scripts.Await(execute(scripts, state));
        }
        catch (KvException)
        {
            // As on the primary.
        }
    }

    public override void Fail(Exception exception)
    {
        if (_reply.TrySetException(exception))
            _ = _reply.Task.Exception;
    }

    public void Leave(CancellationToken token) => _reply.TrySetCanceled(token);

    protected override void Complete()
    {
        if (_failure is not null)
            Fail(_failure);
        else
            _reply.TrySetResult(_result!);
    }
}
