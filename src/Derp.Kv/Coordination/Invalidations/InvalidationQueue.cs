using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination.Invalidations;

/// <summary>
/// Invalidations of writes that the store could not be told of. Each is repeated until it is done, or until no value from before the write can be left (W3).
/// As long as it is here, reads of this client pass by what the store has.
/// </summary>
#pragma warning disable CA1001 // The source has neither a timer nor a wait handle: there is nothing to dispose of.
internal sealed class InvalidationQueue(KvClient client)
#pragma warning restore CA1001
{
    private const int Most = 10_000;
    private const int AtOnce = 256;
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    private readonly Dictionary<byte[], Queued> _queued = new(ByteArrayComparer.Instance);
    private readonly CancellationTokenSource _closing = new();
    private bool _isRunning;
    private long _lost;

    public int Count
    {
        get
        {
            lock (_queued)
                return _queued.Count;
        }
    }

    /// <summary>How many were given up.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Takes one up. One that is here already is repeated for as long as either of the two needs it.</summary>
    public void Add(Invalidation invalidation, string method)
    {
        if (!TryTakeUp(invalidation, method, out var begins))
        {
            Lose(method, "full");
            return;
        }

        KvMetrics.InvalidationQueued(method);
        if (!begins)
            return;

        // Not in the flow of the write.
        using (ExecutionContext.SuppressFlow())
            _ = client.Background.Run(RunAsync);
    }

    private bool TryTakeUp(Invalidation invalidation, string method, out bool begins)
    {
        var written = client.Time.GetTimestamp();
        lock (_queued)
        {
            begins = false;
            var isKnown = _queued.TryGetValue(invalidation.Key, out var queued);
            if (!isKnown && _queued.Count >= Most)
                return false;

            client.Withheld.BeginPending(invalidation);
            if (isKnown)
            {
                client.Withheld.EndPending(queued!.Invalidation);
                invalidation = invalidation with { Settle = Longer(invalidation.Settle, queued.Invalidation.Settle) };
            }

            // A new one, so that an attempt under way for the old one does not end it: that one may have come before this write.
            _queued[invalidation.Key] = new Queued(invalidation, method, written);
            begins = !_isRunning;
            _isRunning = true;
            return true;
        }
    }

    /// <summary>Tries once more, for all of them. What then is left is lost.</summary>
    public async Task CloseAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        foreach (var part in Snapshot(int.MaxValue).Chunk(AtOnce))
            await Task.WhenAll(Array.ConvertAll(part, TryAsync)).ConfigureAwait(false);
        foreach (var queued in Snapshot(int.MaxValue))
        {
            if (TryRemove(queued))
                Lose(queued.Method, "disposed");
        }
    }

    private async Task RunAsync()
    {
        var pause = s_first;
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                await Pause.For(pause, client, _closing.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            RemoveExpired();

            // While the breaker is open, one of them is what tests the store.
            var done = await Task.WhenAll(Array.ConvertAll(Snapshot(AtOnce), TryAsync)).ConfigureAwait(false);
            var failed = done.Contains(false) && !done.Contains(true);
            pause = !failed ? TimeSpan.FromMilliseconds(1) : pause * 2 < s_longest ? pause * 2 : s_longest;

            lock (_queued)
            {
                if (_queued.Count > 0)
                    continue;
                _isRunning = false;
            }

            client.Log.InvalidationsDone();
            return;
        }
    }

    private async Task<bool> TryAsync(Queued queued)
    {
        if (await client.TryVoidAsync(queued.Invalidation, queued.Method).ConfigureAwait(false) is not null)
            return false;
        TryRemove(queued);
        return true;
    }

    private Queued[] Snapshot(int atMost)
    {
        lock (_queued)
            return [.. _queued.Values.Take(atMost)];
    }

    private void RemoveExpired()
    {
        foreach (var queued in Snapshot(int.MaxValue))
        {
            if (queued.Invalidation.Lifetime is { } lifetime && client.Time.GetElapsedTime(queued.Written) > lifetime + (queued.Invalidation.Settle ?? TimeSpan.Zero) && TryRemove(queued))
                Lose(queued.Method, "expired");
        }
    }

    private bool TryRemove(Queued queued)
    {
        lock (_queued)
        {
            if (!_queued.TryGetValue(queued.Invalidation.Key, out var standing) || !ReferenceEquals(standing, queued))
                return false;
            _queued.Remove(queued.Invalidation.Key);
            client.Withheld.EndPending(queued.Invalidation);
            return true;
        }
    }

    private void Lose(string method, string reason)
    {
        Interlocked.Increment(ref _lost);
        KvMetrics.InvalidationLost(method, reason);
        client.Log.InvalidationLost(method, reason);
    }

    private static TimeSpan? Longer(TimeSpan? a, TimeSpan? b) => a is null || b > a ? b : a;

    private sealed class Queued(Invalidation invalidation, string method, long written)
    {
        public Invalidation Invalidation => invalidation;

        public string Method => method;

        public long Written => written;
    }
}
