using Derp.Kv.Coordination.Holds;

namespace Derp.Kv.Coordination.Combining;

/// <summary>Lets the helpers' reads share <c>MGET</c> commands.</summary>
internal sealed class ReadCombiner : Combiner<IPendingRead, byte[]?[]>
{
    /// <summary>The most keys of one command.</summary>
    public const int MostKeys = 128;

    /// <summary>The most calls of one command: with more the first would wait too long for the last.</summary>
    public const int MostCalls = 64;

    // More would delay the first of a command by the transfer of the last.
    private const int MostBytes = 256 * 1024;

    // Until there is a first value to tell the size of others.
    private const int SomeBytes = LargeKeys.Bytes;

    private readonly IReadTransport _transport;
    private readonly bool _wakesOnPool;
    private readonly SparePool<PendingKey> _spare = new();
    private readonly LargeKeys _large = new();
    private int _bytesPerKey = SomeBytes;

    public ReadCombiner(IReadTransport transport, Background background, TimeProvider time, TimeSpan timeout)
        : base(background, time, timeout, MostCalls)
    {
        _transport = transport;
        _wakesOnPool = background.Waking == TaskCreationOptions.RunContinuationsAsynchronously;
    }

    protected override bool IsOneServer => _transport.IsOneServer;

    protected override bool EndsInTime => _transport.EndsInTime;

    /// <summary>Reads one key.</summary>
    /// <param name="key">It is not written to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<StoredBytes?> ReadAsync(byte[] key, CancellationToken cancellationToken)
    {
        if (TryGoAlone())
            return _transport.ReadAloneAsync(key, isCounted: true, cancellationToken);
        if (!CanCombine || _large.Contains(key))
            return _transport.ReadAloneAsync(key, isCounted: false, cancellationToken);

        var call = _spare.TryTake() ?? new PendingKey(_wakesOnPool, _spare, _large);
        call.Key = key;
        var result = call.Wait(cancellationToken);
        Join(call);
        return result;
    }

    /// <summary>Reads several keys at one moment. Null: they are to be read by a command of their own.</summary>
    /// <param name="keys">They are not written to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<byte[]?[]>? TryReadAsync(byte[][] keys, CancellationToken cancellationToken)
    {
        if (keys.Length > MostKeys / 2 || !CanCombine || Array.Exists(keys, _large.Contains))
            return null;

        var call = new PendingKeys(_wakesOnPool, keys);
        var result = call.Wait(cancellationToken);
        Join(call);
        return result;
    }

    /// <summary>Takes note of a value's size.</summary>
    public void Note(ReadOnlySpan<byte> key, int size) => _large.Note(key, size);

    protected override int Fit(ReadOnlySpan<IPendingRead> calls)
    {
        var most = Math.Clamp(MostBytes / Math.Max(1, Volatile.Read(ref _bytesPerKey)), 1, MostKeys);
        var keys = 0;
        for (var i = 0; i < calls.Length; i++)
        {
            keys += calls[i].Count;
            if (keys > most)
                return Math.Max(1, i);
        }

        return calls.Length;
    }

    protected override Task<byte[]?[]> SendTogether(ReadOnlySpan<IPendingRead> calls)
    {
        var count = 0;
        foreach (var call in calls)
            count += call.Count;
        var keys = new byte[count][];
        var rest = keys.AsSpan();
        foreach (var call in calls)
        {
            call.WriteTo(rest);
            rest = rest[call.Count..];
        }

        return _transport.ReadTogether(keys);
    }

    protected override void Deliver(ReadOnlySpan<IPendingRead> calls, byte[]?[] reply)
    {
        Learn(reply);
        var rest = reply.AsSpan();
        foreach (var call in calls)
        {
            // The call is its caller's as soon as it has its values.
            var count = call.Count;
            call.Take(rest[..count]);
            rest = rest[count..];
        }
    }

    protected override ValueTask SendAloneAsync(IPendingRead call) => call.SendAloneAsync(_transport);

    protected override Refusal RefusalBy(Exception exception) => _transport.RefusalBy(exception);

    // A moving mean over about eight commands; two commands at once may lose one of their steps.
    private void Learn(byte[]?[] values)
    {
        var bytes = 0L;
        foreach (var value in values)
            bytes += value?.Length ?? 0;
        var mean = (int)Math.Min(MostBytes, bytes / values.Length);
        var before = Volatile.Read(ref _bytesPerKey);
        Volatile.Write(ref _bytesPerKey, before + ((mean - before) / 8));
    }
}
