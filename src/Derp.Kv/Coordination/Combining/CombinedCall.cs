using System.Threading.Tasks.Sources;

namespace Derp.Kv.Coordination.Combining;

/// <summary>
/// A call's wait. The first that ends it wins: the reply, a failure, or its caller's token. It is used again after a reply, and
/// never after another end, since the command may still hold it.
/// </summary>
/// <remarks>
/// Callers of one command are woken in the order of the pool's common queue, and so ask again before the work item that sends what they ask for: few
/// commands of many calls, and not many of few.
/// </remarks>
/// <param name="wakesOnPool">Whether its caller continues on the pool, and not on the thread that ends the wait.</param>
internal abstract class CombinedCall<TResult>(bool wakesOnPool) : ICombinedCall, IValueTaskSource<TResult>, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<TResult> _result;
    private CancellationTokenRegistration _registration;
    private int _isSettled;
    private bool _isAnswered;
    private TResult? _answer;
    private Exception? _failure;

    public long AskedAt { get; set; }

    public bool IsSettled => Volatile.Read(ref _isSettled) != 0;

    /// <summary>What the caller awaits, once.</summary>
    public ValueTask<TResult> Wait(CancellationToken cancellationToken)
    {
        var version = _result.Version;
        _registration = cancellationToken.UnsafeRegister(static (call, token) => ((CombinedCall<TResult>)call!).Fail(new OperationCanceledException(token)), this);
        return new(this, version);
    }

    /// <summary>Ends it with its part of the reply. The call belongs to its caller then, and may be in use again.</summary>
    public void Succeed(TResult result)
    {
        if (!TrySettle())
            return;
        (_isAnswered, _answer) = (true, result);
        Wake();
    }

    public void Fail(Exception exception)
    {
        if (!TrySettle())
            return;
        _failure = exception;
        Wake();
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_failure is not null)
            _result.SetException(_failure);
        else
            _result.SetResult(_answer!);
    }

    TResult IValueTaskSource<TResult>.GetResult(short token)
    {
        // Waits for a cancellation that is under way, which would reach the next use.
        _registration.Dispose();
        if (!_isAnswered)
            return _result.GetResult(token);

        var result = _result.GetResult(token);
        _result.Reset();
        (_isAnswered, _answer, _registration) = (false, default, default);
        Volatile.Write(ref _isSettled, 0);
        Recycle();
        return result;
    }

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _result.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _result.OnCompleted(continuation, state, token, flags);

    /// <summary>It is as new.</summary>
    protected abstract void Recycle();

    private void Wake()
    {
        if (wakesOnPool)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        else
            ((IThreadPoolWorkItem)this).Execute();
    }

    private bool TrySettle() => Interlocked.Exchange(ref _isSettled, 1) == 0;
}
