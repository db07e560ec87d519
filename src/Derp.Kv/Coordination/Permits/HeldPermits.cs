namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// The permits of one key that this process has taken in advance, and the calls that wait for more (R17). The server has counted them in
/// its window: they must never be used in a later one.
/// </summary>
/// <remarks>
/// One command is under way at a time; calls that come meanwhile wait for it in order. It belongs to none of them: a call that is cancelled
/// leaves its permit to the next. A failure is that of all that wait, since otherwise each would wait for its own time-out after the others'.
/// </remarks>
/// <param name="client">Whose process this is.</param>
/// <param name="key">The counter's key.</param>
/// <param name="request">One call.</param>
/// <param name="most">The most permits to take at once.</param>
internal sealed class HeldPermits(KvClient client, byte[] key, PermitRequest request, long most)
{
    private readonly Lock _gate = new();
    private readonly Queue<WaitingCall> _waiting = new();
    private readonly BatchSize _size = new(request, most);
    private bool _isAsking;
    private int _drops;
    private long _left;
    private PermitWindow _window;

    /// <summary>Whether they are of calls like this one.</summary>
    public bool AreOf(in PermitRequest call, long mostOfCall) => request == call && most == mostOfCall;

    /// <summary>Whether nothing is lost if this is forgotten.</summary>
    public bool AreIdle
    {
        get
        {
            lock (_gate)
                return !_isAsking && !(_left >= request.Cost && _window.IsOpen(Moment.Now(client.Time)));
        }
    }

    /// <summary>Admits a call from what is held. False: the store has to be asked, or is being asked.</summary>
    public bool TryTake(out RateLimitResult result)
    {
        lock (_gate)
        {
            if (!_isAsking)
                return TryTakeHeld(out result);
            result = default;
            return false;
        }
    }

    /// <summary>Admits a call from what is held, or from what the store gives.</summary>
    public Task<RateLimitResult> TakeAsync(CancellationToken cancellationToken)
    {
        var call = new WaitingCall(client.Background, cancellationToken);
        lock (_gate)
        {
            if (!_isAsking && TryTakeHeld(out var result))
                return Task.FromResult(result);
            _waiting.Enqueue(call);
            if (_isAsking)
                return call.WhenDecided;
            _isAsking = true;
        }

        BeginToAsk();
        return call.WhenDecided;
    }

    /// <summary>The counter is not what it was: what is held, and what the store gives just now, is of no window any more.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            _drops++;
            _left = 0;
        }
    }

    // Not in the flow of the call that happens to be the first, since it may go on for others.
    private void BeginToAsk()
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            _ = AskAsync();
            return;
        }

        using (ExecutionContext.SuppressFlow())
            _ = AskAsync();
    }

    // Until no call waits.
    private async Task AskAsync()
    {
        while (TryBegin(out var first, out var units, out var drops))
        {
            List<(WaitingCall Call, RateLimitResult Result)> decided;
            try
            {
                var (since, asking) = (Moment.Now(client.Time), client.Denials.Ask());
                var grant = await client.Inner.AcquirePermitsUpToAsync(key, request, units).ConfigureAwait(false);
                client.Denials.Note(key, request, asking, grant.Result);
                decided = Decide(first, new PermitWindow(client.Time, grant, since, Moment.Now(client.Time)), drops);
            }
#pragma warning disable CA1031 // It is the exception of every call that waits.
            catch (Exception e)
#pragma warning restore CA1031
            {
                foreach (var call in (WaitingCall[])[first, .. TakeAllWaiting()])
                    call.Fail(e);
                return;
            }

            foreach (var (call, result) in decided)
                call.Decide(result);
        }
    }

    private bool TryBegin(out WaitingCall first, out long units, out int drops)
    {
        lock (_gate)
        {
            (units, drops) = (0, _drops);
            if (!TryTakeFirst(out first!))
                return _isAsking = false;

            var used = _window.Grant.Units - _left;
            units = _size.Next(used / request.Cost, _left < request.Cost, _window.PassedSinceReceipt(Moment.Now(client.Time)), _waiting.Count + 1);
            _left = 0;
            return true;
        }
    }

    // Calls go on outside of the lock: what one does next may be to call again.
    private List<(WaitingCall Call, RateLimitResult Result)> Decide(WaitingCall first, in PermitWindow window, int drops)
    {
        var decided = new List<(WaitingCall, RateLimitResult)>();
        lock (_gate)
        {
            (_window, _left) = (window, window.Grant.Units);

            // The command was this call's, whatever has happened since. What the others get must be valid now.
            if (!first.HasLeft)
            {
                _left = Math.Max(0, _left - request.Cost);
                decided.Add((first, window.Grant.Units == 0 ? window.Grant.Result : window.Admitted(_left, window.ReceivedAt)));
            }

            if (drops != _drops)
                _left = 0;
            while (drops == _drops && TryDecideNext(out var next))
                decided.Add(next);
        }

        return decided;
    }

    private bool TryDecideNext(out (WaitingCall Call, RateLimitResult Result) next)
    {
        next = default;
        while (_waiting.TryPeek(out var call) && call.HasLeft)
            _waiting.Dequeue();
        if (_waiting.Count == 0 || !(TryTakeHeld(out var result) || _window.Denies(out result)))
            return false;
        next = (_waiting.Dequeue(), result);
        return true;
    }

    private bool TryTakeFirst(out WaitingCall? first)
    {
        while (_waiting.TryDequeue(out first))
        {
            if (!first.HasLeft)
                return true;
        }

        return false;
    }

    private bool TryTakeHeld(out RateLimitResult result)
    {
        result = default;
        if (_left < request.Cost)
            return false;
        var now = Moment.Now(client.Time);
        if (!_window.IsOpen(now))
            return false;
        _left -= request.Cost;
        result = _window.Admitted(_left, now);
        return true;
    }

    private WaitingCall[] TakeAllWaiting()
    {
        lock (_gate)
        {
            WaitingCall[] all = [.. _waiting];
            _waiting.Clear();
            _isAsking = false;
            return all;
        }
    }
}
