using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Scripts;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// One script per step; LeaseScripts documents each.
public sealed partial class StackExchangeRedisKvClient
{
    /// <inheritdoc/>
    protected override ValueTask<LeaseResult> GetOrLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, bool mark, CancellationToken cancellationToken)
    {
        var owner = token.ToArray();
        return RunAsync(
            LeaseScripts.GetOrLease,
            [Key(key, cancellationToken), Key(leaseKey, cancellationToken)],
            [owner, (byte[])[.. owner, 0], Milliseconds(lease), mark],
            static reply =>
            {
                if (reply.Resp2Type != ResultType.Integer)
                    return LeaseResult.Found((byte[]?)reply ?? throw new KvException("The server's answer to a lease is not understood."));
                var left = (long)reply;
                return left switch
                {
                    0 => LeaseResult.Granted(),
                    < 0 => LeaseResult.Settling(),
                    _ => LeaseResult.Held(TimeSpan.FromMilliseconds(left)),
                };
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> RenewLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, CancellationToken cancellationToken) =>
        IsOneAsync(
            LeaseScripts.Renew,
            [Key(leaseKey, cancellationToken)],
            [token.ToArray(), Milliseconds(lease)],
            cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<bool> CommitLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken) =>
        IsStaged(value)
            ? CommitStagedAsync((LeaseScripts.CommitStaged, LeaseScripts.Commit), key, leaseKey, token, value, [Milliseconds(ttl), _publishedChannel], cancellationToken)
            : IsOneAsync(
                LeaseScripts.Commit,
                [Key(key, cancellationToken), Key(leaseKey, cancellationToken)],
                [token.ToArray(), Value(value, cancellationToken), Milliseconds(ttl), _publishedChannel],
                cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<bool> ReleaseLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, CancellationToken cancellationToken) =>
        IsOneAsync(
            LeaseScripts.Release,
            [Key(key, cancellationToken), Key(leaseKey, cancellationToken)],
            [token.ToArray(), _publishedChannel],
            cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<bool> InvalidateCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, TimeSpan? settle, CancellationToken cancellationToken) =>
        IsOneAsync(
            LeaseScripts.Invalidate,
            [Key(key, cancellationToken), Key(leaseKey, cancellationToken)],
            [_publishedChannel, _publishedNearChannel, NearNoticeOf(key.Span), Milliseconds(settle ?? TimeSpan.Zero)],
            cancellationToken);

    internal override async ValueTask ReplaceCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken) =>
        await IsOneAsync(
            LeaseScripts.Replace,
            [Key(key, cancellationToken), Key(leaseKey, cancellationToken)],
            [Value(value, cancellationToken), Milliseconds(ttl), _publishedChannel, _publishedNearChannel, NearNoticeOf(key.Span)],
            cancellationToken).ConfigureAwait(false);
}
