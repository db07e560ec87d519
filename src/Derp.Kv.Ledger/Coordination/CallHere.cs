using Derp.Kv.Coordination.Claims;

namespace Derp.Kv.Ledger.Coordination;

/// <summary>One call of this process, as its duplicates see it.</summary>
internal sealed class CallHere(Fingerprint fingerprint, RecordOrigin origin)
{
    private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Fingerprint Fingerprint => fingerprint;

    public RecordOrigin Origin => origin;

    /// <summary>Whether it has the key, and runs its body.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Ends when the call runs its body, or ends without.</summary>
    public Task Decided => _decided.Task;

    public Task Ended => _ended.Task;

    public void Run()
    {
        IsRunning = true;
        _decided.TrySetResult();
    }

    public void End()
    {
        _decided.TrySetResult();
        _ended.TrySetResult();
    }
}
