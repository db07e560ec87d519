namespace Derp.Kv.Coordination.Holds;

/// <summary>
/// What is held for a running body: a lease or a claim, renewed at a third of its length. A state machine that only its
/// keeper advances, by turns, and that waits for nothing: it needs neither the body's thread nor the pool's.
/// </summary>
/// <remarks>
/// It counts from when the last confirmed renewal was <em>sent</em>: the server's deadline is never
/// earlier than one length after that. Turns do not overlap; the body's end comes from another thread at any time.
/// </remarks>
internal abstract class Hold
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);

    private readonly TimeSpan _life;
    private readonly ExecutionContext? _context;
    private long _confirmed;
    private long _lastSent;
    private Keeper? _keeper;
    private Answer? _answer;
    private TaskCompletionSource? _settled;
    private bool _isRenewing;
    private bool _isAsking;
    private volatile bool _hasEnded;

    /// <param name="client">Whose lease or claim it is.</param>
    /// <param name="life">Its length unless renewed.</param>
    /// <param name="sent">When it was asked for.</param>
    /// <param name="isRenewing">False: there is nothing to renew, only a body whose time is limited.</param>
    protected Hold(KvClient client, TimeSpan life, long sent, bool isRenewing)
    {
        Client = client;
        _life = life;
        _confirmed = _lastSent = sent;
        _isRenewing = isRenewing;

        // Its log events belong to its call.
        _context = ExecutionContext.Capture();
    }

    protected KvClient Client { get; }

    /// <summary>When its next turn is due, by the client's clock.</summary>
    public long Due { get; private set; }

    /// <summary>The keeper's: the place in its queue; below zero, it is not in it.</summary>
    public int Place { get; set; } = -1;

    /// <summary>The keeper's: whether it polls for an answer.</summary>
    public bool IsWaitedFor { get; set; }

    /// <summary>The task that is awaited between two turns; null: only time.</summary>
    public Answer? Awaited => _answer;

    /// <summary>Whether it needs no more turns.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Whether no renewal was confirmed for its whole length, counted from its sending: there may be another owner.</summary>
    public bool IsLapsed => Client.Time.GetElapsedTime(Volatile.Read(ref _confirmed)) >= _life;

    /// <summary>Sets the keeper that gives it its turns.</summary>
    public void Begin(Keeper keeper)
    {
        _keeper = keeper;
        Due = NextDue();
    }

    /// <summary>Does what is due: reads an answer, keeps deadlines, sends a renewal.</summary>
    public void Turn()
    {
        if (_context is null)
            TurnInContext();
        else
            ExecutionContext.Run(_context, static hold => ((Hold)hold!).TurnInContext(), this);
    }

    /// <summary>The body has ended: an answer under way is not awaited.</summary>
    public void End()
    {
        _hasEnded = true;
        _keeper?.Forget(this);
    }

    /// <summary>The body has ended; waits for an answer under way, since what follows depends on it, but no longer than its length.</summary>
    public ValueTask EndAfterAnswerAsync()
    {
        lock (this)
        {
            _isRenewing = false;
            if (_isAsking && !_hasEnded && !IsLapsed)
            {
                _settled = new TaskCompletionSource(Client.Background.Waking);
                return new ValueTask(_settled.Task);
            }
        }

        End();
        return default;
    }

    /// <summary>Answers are not polled for any more: a renewal under way counts as failed.</summary>
    public void Abandon()
    {
        if (!_hasEnded && _answer is not null)
            Failed(new ObjectDisposedException(Client.GetType().Name));
        Settle();
    }

    /// <summary>Sends a renewal.</summary>
    protected abstract Answer Renew();

    /// <summary>A renewal has found that it has another owner or none.</summary>
    protected abstract void Lost();

    /// <summary>A renewal failed, or was not answered in time.</summary>
    /// <returns>Whether to try again.</returns>
    protected abstract bool Failed(Exception exception);

    /// <summary>The time until something else than a renewal is due; null: nothing is.</summary>
    protected abstract TimeSpan? UntilDeadline();

    /// <summary>That time has come.</summary>
    protected abstract void AtDeadline();

    /// <summary>Whether there is still something to renew.</summary>
    protected virtual bool IsWorthRenewing => true;

    /// <summary>Since the last renewal that was confirmed was sent.</summary>
    protected TimeSpan Unconfirmed => Client.Time.GetElapsedTime(_confirmed);

    protected TimeSpan Life => _life;

    private TimeSpan SinceSent => Client.Time.GetElapsedTime(_lastSent);

    private void TurnInContext()
    {
        ReadAnswer();
        if (_settled is not null && !_hasEnded && IsLapsed)
            Settle();
        else if (!_hasEnded && _settled is null && UntilDeadline() <= TimeSpan.Zero)
            AtDeadline();
        if (SinceSent >= _life / 3 && TryAsk())
        {
            _answer = Renew();

            // In memory the answer is there at once.
            ReadAnswer();
        }

        if (!_hasEnded)
            Due = NextDue();
    }

    // Either the renewal is sent before the body's end is known, and the end waits for its answer; or it is not sent.
    private bool TryAsk()
    {
        lock (this)
        {
            if (_isAsking || !_isRenewing || _hasEnded)
                return false;
            _isRenewing = IsWorthRenewing;
            _isAsking = _isRenewing;
            if (_isAsking)
                _lastSent = Client.Time.GetTimestamp();
            return _isAsking;
        }
    }

    private void ReadAnswer()
    {
        if (_answer is not { } answer)
            return;
        var isThere = answer.Arrival.IsCompleted;
        if (!isThere && SinceSent < Client.Options.OperationTimeout)
            return;

        try
        {
            if (!isThere)
                throw new KvUnavailableException("The server did not answer in time.", outcomeUnknown: true) { Because = UnavailableBecause.TimedOut };
            if (answer.Read())
            {
                Volatile.Write(ref _confirmed, _lastSent);
            }
            else if (!_hasEnded)
            {
                _isRenewing = false;
                Lost();
            }
        }
        catch (Exception e) when (StoreFailure.Is(e) || e is OperationCanceledException)
        {
            if (!_hasEnded)
                _isRenewing &= Failed(e);
        }
        finally
        {
            Settle();
        }
    }

    private void Settle()
    {
        TaskCompletionSource? settled;
        lock (this)
        {
            (_answer, _isAsking) = (null, false);
            settled = _settled;
        }

        if (settled is null)
            return;
        End();
        settled.SetResult();
    }

    private long NextDue()
    {
        var wait = (_settled is null ? UntilDeadline() : _life - Unconfirmed) ?? s_longestWait;
        if (_answer is not null)
            wait = Shorter(wait, Client.Options.OperationTimeout - SinceSent);
        else if (_isRenewing)
            wait = Shorter(wait, (_life / 3) - SinceSent);

        // Timers take at most seven weeks, and every waiter checks again anyway.
        wait = Shorter(wait, s_longestWait);
        var time = Client.Time;
        var now = time.GetTimestamp();
        return wait <= TimeSpan.Zero ? now : now + (long)Math.Ceiling(wait.Ticks * (time.TimestampFrequency / (double)TimeSpan.TicksPerSecond));
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
