using Derp.Kv.Coordination.Holds;

namespace Derp.Kv.Coordination.Permits;

/// <summary>A call that waits for a command that asks for the permits of many.</summary>
internal sealed class WaitingCall(Background background, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<RateLimitResult> _decision = new(background.Waking);

    /// <summary>Whether its caller does not wait any more.</summary>
    public bool HasLeft => cancellationToken.IsCancellationRequested;

    public Task<RateLimitResult> WhenDecided =>
        cancellationToken.CanBeCanceled ? background.WaitAsync(_decision.Task, cancellationToken) : _decision.Task;

    public void Decide(in RateLimitResult result) => _decision.SetResult(result);

    public void Fail(Exception exception)
    {
        _decision.SetException(exception);

        // Its caller may have left: that nobody looks at the exception is no error.
        _ = _decision.Task.Exception;
    }
}
