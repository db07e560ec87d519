namespace Derp.Kv.Coordination.Combining;

// A call's time-out counts from when its caller asked. Mostly the client library ends the command in time, and nothing is done here.
internal abstract partial class Combiner<TCall, TReply>
{
    // The library's clock starts when a command is sent, and is read a few times per time-out.
    private const int Precision = 8;

    private bool NeedsWatch(TCall oldest) => !EndsInTime || _time.GetElapsedTime(oldest.AskedAt) > _timeout / Precision;

    /// <summary>Waits for the reply, and fails calls as their time ends. False: no call is left.</summary>
    private async ValueTask<bool> IsAnsweredAsync(Task<TReply> reply, ArraySegment<TCall> calls)
    {
        while (!reply.IsCompleted)
        {
            if (TimeLeft(calls) is not { } left)
            {
                _ = reply.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                return false;
            }

            await ((Task)reply).WaitAsync(left, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!reply.IsCompleted)
                FailOverdue(calls, wereSent: true);
        }

        return true;
    }

    // Until the first of them is overdue; null if none waits.
    private TimeSpan? TimeLeft(ReadOnlySpan<TCall> calls)
    {
        TimeSpan? least = null;
        foreach (var call in calls)
        {
            if (!call.IsSettled && _timeout - _time.GetElapsedTime(call.AskedAt) is var left && (least is null || left < least))
                least = left;
        }

        // A timer that fires a little early must not become a loop without a wait.
        return least is { } time ? TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(time.TotalMilliseconds))) : null;
    }

    private void FailOverdue(ReadOnlySpan<TCall> calls, bool wereSent)
    {
        LostCommandException? lost = null;
        foreach (var call in calls)
        {
            if (!call.IsSettled && _time.GetElapsedTime(call.AskedAt) >= _timeout)
                call.Fail(lost ??= new LostCommandException(Overdue(wereSent)));
        }
    }

    private static KvUnavailableException Overdue(bool wasSent) => new(
        wasSent
            ? "The server did not answer in time."
            : "The call waited for its whole time-out before it was sent, since all threads of the pool were busy.",
        outcomeUnknown: wasSent)
    {
        Because = UnavailableBecause.TimedOut,
    };
}
