using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Combining;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// The helpers' own reads. Those of concurrent callers share commands, if one server has all keys.
public sealed partial class StackExchangeRedisKvClient : IReadTransport
{
    private readonly ReadCombiner _reads;

    bool IReadTransport.IsOneServer => _connection.IsOneServer;

    bool IReadTransport.EndsInTime => EndsInTime;

    private bool EndsInTime => _replyTimeout == Timeout.InfiniteTimeSpan;

    internal override ValueTask<StoredBytes?> ReadCoreAsync(byte[] key, CancellationToken cancellationToken) => _reads.ReadAsync(key, cancellationToken);

    internal override ValueTask<IReadOnlyList<byte[]?>> ReadTogetherCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) =>
        _reads.TryGoAlone() ? ReadAtOnceAsync(keys, cancellationToken) : ReadBesideOthersAsync(keys, cancellationToken);

    // Into a pooled buffer. The buffer of a caller that has left is not returned: its reply may be on its way. The key is the
    // library's own array, which is not written to.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<StoredBytes?> IReadTransport.ReadAloneAsync(byte[] key, bool isCounted, CancellationToken cancellationToken)
    {
        try
        {
            var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            var lease = await Reply(database.StringGetLeaseAsync(key, OnPrimary), cancellationToken).ConfigureAwait(false);
            if (lease is null)
                return null;
            _reads.Note(key, lease.Length);
            return new StoredBytes(lease.Memory, lease);
        }
        finally
        {
            if (isCounted)
                _reads.Arrived();
        }
    }

    async Task<byte[]?[]> IReadTransport.ReadTogether(byte[][] keys)
    {
        var database = await _connection.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        var values = await database.StringGetAsync(Array.ConvertAll(keys, static key => (RedisKey)key), OnPrimary).ConfigureAwait(false);
        return values.Length == keys.Length
            ? Array.ConvertAll(values, static value => (byte[]?)value)
            : throw new KvException("The server's answer to a read of several keys has another number of values.");
    }

    Refusal IReadTransport.RefusalBy(Exception exception)
    {
        if (exception is not RedisServerException refusal)
            return Refusal.None;

        var code = ServerErrors.CodeOf(refusal.Message);
        if (code == "NOPERM")
            Log.ReadsNotCombined();
        return RefusesSeveralKeys(code) || refusal.Message.Contains("unknown command", StringComparison.OrdinalIgnoreCase) ? Refusal.Lasting : Refusal.Once;
    }

    // A cluster that is not known as one, or keys or commands that this user may not use.
    private static bool RefusesSeveralKeys(string code) => code is "NOPERM" or "CROSSSLOT" or "MOVED" or "ASK";

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<IReadOnlyList<byte[]?>> ReadAtOnceAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        try
        {
            return await MGetCoreAsync(keys, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _reads.Arrived();
        }
    }

    private async ValueTask<IReadOnlyList<byte[]?>> ReadBesideOthersAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        if (keys.Count > ReadCombiner.MostKeys / 2)
            return await MGetCoreAsync(keys, cancellationToken).ConfigureAwait(false);

        var owned = new byte[keys.Count][];
        for (var i = 0; i < owned.Length; i++)
            owned[i] = Owned(keys[i], cancellationToken);
        return _reads.TryReadAsync(owned, cancellationToken) is { } values
            ? await values.ConfigureAwait(false)
            : await MGetCoreAsync(keys, cancellationToken).ConfigureAwait(false);
    }
}
