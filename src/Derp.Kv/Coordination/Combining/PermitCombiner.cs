using Derp.Kv.Coordination.Holds;

namespace Derp.Kv.Coordination.Combining;

/// <summary>Lets calls of limiters share scripts.</summary>
internal sealed class PermitCombiner : Combiner<PendingPermit, PermitAnswer[]>
{
    /// <summary>The most calls of one script: the server does nothing else meanwhile.</summary>
    public const int MostCalls = 64;

    private readonly IPermitTransport _transport;
    private readonly bool _wakesOnPool;
    private readonly SparePool<PendingPermit> _spare = new();

    public PermitCombiner(IPermitTransport transport, Background background, TimeProvider time, TimeSpan timeout)
        : base(background, time, timeout, MostCalls)
    {
        _transport = transport;
        _wakesOnPool = background.Waking == TaskCreationOptions.RunContinuationsAsynchronously;
    }

    protected override bool IsOneServer => _transport.IsOneServer;

    protected override bool EndsInTime => _transport.EndsInTime;

    /// <summary>Asks for a call's permits beside those of others. Null: it is to be sent alone.</summary>
    /// <param name="key">It is not written to.</param>
    /// <param name="request">Checked.</param>
    /// <param name="cancellationToken">Ends the wait; a call that has not been sent is not counted.</param>
    public ValueTask<RateLimitResult>? TryAcquire(byte[] key, in PermitRequest request, CancellationToken cancellationToken)
    {
        if (!CanCombine)
            return null;

        var call = _spare.TryTake() ?? new PendingPermit(_wakesOnPool, _spare);
        (call.Key, call.Request) = (key, request);
        var result = call.Wait(cancellationToken);
        Join(call);
        return result;
    }

    protected override Task<PermitAnswer[]> SendTogether(ReadOnlySpan<PendingPermit> calls)
    {
        var keys = new byte[calls.Length][];
        var requests = new PermitRequest[calls.Length];
        for (var i = 0; i < calls.Length; i++)
            (keys[i], requests[i]) = (calls[i].Key, calls[i].Request);
        return _transport.AcquireTogether(keys, requests);
    }

    protected override void Deliver(ReadOnlySpan<PendingPermit> calls, PermitAnswer[] reply)
    {
        for (var i = 0; i < reply.Length; i++)
        {
            if (reply[i].Failure is { } failure)
                calls[i].Fail(failure);
            else
                calls[i].Succeed(reply[i].Result);
        }
    }

    protected override async ValueTask SendAloneAsync(PendingPermit call) =>
        call.Succeed(await _transport.AcquireAloneAsync(call.Key, call.Request, isCounted: false, CancellationToken.None).ConfigureAwait(false));

    protected override Refusal RefusalBy(Exception exception) => _transport.RefusalBy(exception);
}
