namespace Derp.Kv.Conformance;

/// <summary>A point that tests hold others at, and wait for others to reach. Waits end in a failure, not in a hang.</summary>
public sealed class Gate
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsOpen => _open.Task.IsCompleted;

    public void Open() => _open.TrySetResult();

    public Task WaitAsync() => _open.Task.WaitAsync(s_patience);
}
