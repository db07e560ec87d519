namespace Derp.Kv.Coordination.Claims;

/// <summary>
/// One call's wait for the owner of its claim. Completion and release are told by a notice; the call also asks by itself, in pauses that grow,
/// since a notice can be lost, none is sent when a claim expires, and the client may not be allowed to subscribe.
/// </summary>
internal sealed class ClaimWait : IDisposable
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_firstPauseBesideNotices = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longestPauseBesideNotices = TimeSpan.FromSeconds(2);

    // A claim that has a millisecond left by the server's clock stands for that millisecond.
    private static readonly TimeSpan s_millisecond = TimeSpan.FromMilliseconds(1);

    private readonly KvClient _client;
    private readonly byte[] _key;
    private readonly ClaimWaiter _waiter;
    private int _pauses;
    private bool _isMarking;
    private bool _isMarked;
    private TimeSpan? _remaining;

    public ClaimWait(KvClient client, byte[] key)
    {
        (_client, _key, _waiter) = (client, key, new ClaimWaiter(client.Background));
        client.ClaimWaiters.Add(key, _waiter);
    }

    public void Dispose() => _client.ClaimWaiters.Remove(_key, _waiter);

    /// <summary>Asks for the claim again. As long as another has it, its end will be told, if the client hears of such.</summary>
    public async ValueTask<byte[]?> AskAsync(byte[] record, TimeSpan lockTtl, CancellationToken cancellationToken)
    {
        _waiter.Forget();
        (_isMarking, _isMarked, _remaining) = (_client.Notices.AreOn, false, null);
        var answer = await _client.Inner.ClaimOrWaitAsync(_key, record, lockTtl, _isMarking, cancellationToken).ConfigureAwait(false);
        (_isMarked, _remaining) = (_isMarking, answer.Remaining);
        return answer.Standing;
    }

    /// <summary>Ends when it is time to ask again, at the latest after the time given.</summary>
    public async Task UntilNextAskAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        // The first wait of a client begins its subscription. Once that is made, the call asks at once, to leave its mark.
        var subscribing = _isMarking ? null : _client.Notices.TurnOn();
        if (!_isMarking && _client.Notices.AreOn)
            return;

        var pause = NextPause();
        if (_remaining is { } remaining && remaining + s_millisecond < pause)
            pause = remaining + s_millisecond;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var over = Pause.For(longest < pause ? longest : pause, _client, ended.Token);
        await _client.Background.WhenAny(over, _waiter.NextAsync(), subscribing ?? over).ConfigureAwait(false);
        ended.Cancel();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private TimeSpan NextPause()
    {
        var (pause, longest, growth) = _isMarked ? (s_firstPauseBesideNotices, s_longestPauseBesideNotices, 2) : (s_firstPause, s_longestPause, 4);
        for (var i = 0; i < _pauses && pause < longest; i++)
            pause *= growth;
        _pauses++;
        return pause < longest ? pause : longest;
    }
}
