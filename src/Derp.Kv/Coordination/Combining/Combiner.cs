using System.Buffers;
using Derp.Kv.Coordination.Holds;

namespace Derp.Kv.Coordination.Combining;

/// <summary>
/// Lets calls share a command, because most of a call's cost is the client library's cost per command. A call is sent at once if no other
/// is on its way. Else it joins a list, and a work item of the pool sends the list as it then is. It waits for no answer:
/// on a network that would add up to a round trip.
/// </summary>
/// <typeparam name="TCall">One call.</typeparam>
/// <typeparam name="TReply">The reply to a command.</typeparam>
internal abstract partial class Combiner<TCall, TReply> : IThreadPoolWorkItem
    where TCall : class, ICombinedCall
{
    // Permissions are granted again, but not often.
    private static readonly TimeSpan s_apartAfterRefusal = TimeSpan.FromSeconds(30);

    private readonly Background _background;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly int _most;
    private readonly Lock _gate = new();
    private TCall[] _list;
    private int _count;
    private bool _isQueued;
    private int _onTheirWay;
    private long _refusedAt; // 0: never.

    /// <param name="background">Sends the list.</param>
    /// <param name="time">The clock of time-outs.</param>
    /// <param name="timeout">Of a call, counted from when its caller asked.</param>
    /// <param name="most">The most calls of one command.</param>
    protected Combiner(Background background, TimeProvider time, TimeSpan timeout, int most)
    {
        (_background, _time, _timeout, _most) = (background, time, timeout, most);
        _list = ArrayPool<TCall>.Shared.Rent(most);
    }

    /// <summary>Whether commands can be shared now.</summary>
    protected bool CanCombine => IsOneServer && !IsRefused;

    /// <summary>Whether one server has all keys, and the connection to it is open.</summary>
    protected abstract bool IsOneServer { get; }

    private bool IsRefused => Volatile.Read(ref _refusedAt) is not 0 and var refused && _time.GetElapsedTime(refused) < s_apartAfterRefusal;

    /// <summary>Whether the client library ends a command within the time-out.</summary>
    protected abstract bool EndsInTime { get; }

    /// <summary>Whether a call may be sent at once. If so, <see cref="Arrived"/> is due when it has its reply.</summary>
    public bool TryGoAlone() => Volatile.Read(ref _onTheirWay) == 0 && Interlocked.CompareExchange(ref _onTheirWay, 1, 0) == 0;

    /// <summary>A call that was sent at once has its reply, or has failed.</summary>
    public void Arrived() => Interlocked.Decrement(ref _onTheirWay);

    /// <summary>Adds a call to the list.</summary>
    protected void Join(TCall call)
    {
        call.AskedAt = _time.GetTimestamp();
        TCall[]? full = null;
        bool queues;
        lock (_gate)
        {
            _list[_count++] = call;
            if (_count == _most)
                full = TakeList();
            queues = full is null && !_isQueued;
            _isQueued |= queues;
        }

        // A list that is full waits no longer.
        if (full is not null)
            Send(full, _most);
        else if (queues)
            _background.Queue(this);
    }

    void IThreadPoolWorkItem.Execute()
    {
        TCall[] calls;
        int count;
        lock (_gate)
        {
            _isQueued = false;
            count = _count;
            if (count == 0)
                return;
            calls = TakeList();
        }

        Send(calls, count);
    }

    /// <summary>How many of the first calls one command takes: 1 or more.</summary>
    protected virtual int Fit(ReadOnlySpan<TCall> calls) => calls.Length;

    /// <summary>Sends one command for the calls.</summary>
    protected abstract Task<TReply> SendTogether(ReadOnlySpan<TCall> calls);

    /// <summary>Gives each call its part of the reply.</summary>
    protected abstract void Deliver(ReadOnlySpan<TCall> calls, TReply reply);

    /// <summary>Sends a call by a command of its own and settles it with the result. Exceptions are handled by the caller.</summary>
    protected abstract ValueTask SendAloneAsync(TCall call);

    /// <summary>Whether the server has refused the command: each call is then sent once more, alone.</summary>
    protected abstract Refusal RefusalBy(Exception exception);

    private TCall[] TakeList()
    {
        var taken = _list;
        _list = ArrayPool<TCall>.Shared.Rent(_most);
        _count = 0;
        return taken;
    }

    // Takes over the array. Nothing may escape: it runs on the pool, or in a call that sends for others.
    private void Send(TCall[] calls, int count)
    {
        count = WithoutSettled(calls, count);
        if (CanCombine)
        {
            var fit = count > 1 ? Fit(calls.AsSpan(0, count)) : count;
            if (fit == count && count > 1)
            {
                _ = SendCommandAsync(calls, count);
                return;
            }

            for (var first = 0; first < count; first += fit)
            {
                fit = Fit(calls.AsSpan(first, count - first));
                if (fit == 1)
                {
                    _ = SendOneAsync(calls[first]);
                    continue;
                }

                var part = ArrayPool<TCall>.Shared.Rent(fit);
                calls.AsSpan(first, fit).CopyTo(part);
                _ = SendCommandAsync(part, fit);
            }
        }
        else
        {
            foreach (var call in calls.AsSpan(0, count))
                _ = SendOneAsync(call);
        }

        ArrayPool<TCall>.Shared.Return(calls, clearArray: true);
    }

    // Callers who have left are not asked for, and those whose time is up are told.
    private int WithoutSettled(TCall[] calls, int count)
    {
        FailOverdue(calls.AsSpan(0, count), wereSent: false);
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            if (!calls[i].IsSettled)
                calls[kept++] = calls[i];
        }

        return kept;
    }

    private async Task SendCommandAsync(TCall[] calls, int count)
    {
        Interlocked.Increment(ref _onTheirWay);
        try
        {
            var reply = SendTogether(calls.AsSpan(0, count));
            if (!reply.IsCompleted && NeedsWatch(calls[0]) && !await IsAnsweredAsync(reply, new(calls, 0, count)).ConfigureAwait(false))
                return;
            var replied = await reply.ConfigureAwait(false);
            Deliver(calls.AsSpan(0, count), replied);
        }
#pragma warning disable CA1031 // Each call gets it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var refusal = RefusalBy(e);
            if (refusal == Refusal.Lasting)
                Volatile.Write(ref _refusedAt, _time.GetTimestamp());
            if (refusal == Refusal.None)
                Fail(calls.AsSpan(0, count), new LostCommandException(e));
            else
                SendAgain(calls.AsSpan(0, count));
        }
        finally
        {
            Interlocked.Decrement(ref _onTheirWay);
            ArrayPool<TCall>.Shared.Return(calls, clearArray: true);
        }
    }

    private void SendAgain(ReadOnlySpan<TCall> calls)
    {
        foreach (var call in calls)
        {
            if (!call.IsSettled)
                _ = SendOneAsync(call);
        }
    }

    private async Task SendOneAsync(TCall call)
    {
        try
        {
            await SendAloneAsync(call).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The call gets it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            call.Fail(e);
        }
    }

    private static void Fail(ReadOnlySpan<TCall> calls, Exception exception)
    {
        foreach (var call in calls)
            call.Fail(exception);
    }
}
