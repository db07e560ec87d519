using Derp.Kv.Coordination.Claims;
using Derp.Kv.Coordination.Scripts;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// One script per step; ClaimScripts documents each.
public sealed partial class StackExchangeRedisKvClient
{
    internal override ValueTask<ClaimAnswer> ClaimOrWaitCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, TimeSpan life, bool mark, CancellationToken cancellationToken) =>
        RunAsync(
            ClaimScripts.ClaimOrWait,
            [Key(key, cancellationToken)],
            [Value(record, cancellationToken), Milliseconds(life), mark ? ClaimMarkOf(_publishedChannel) : RedisValue.EmptyString],
            static reply => reply.IsNull ? default : ClaimAnswer.Read((byte[]?)reply[0], (long)reply[1]),
            cancellationToken);

    internal override ValueTask<ClaimEnd> CompleteClaimCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, ReadOnlyMemory<byte> completed, TimeSpan life, CancellationToken cancellationToken) =>
        RunAsync(
            ClaimScripts.Complete,
            [Key(key, cancellationToken)],
            [Value(record, cancellationToken), Value(completed, cancellationToken), Milliseconds(life)],
            static reply => (ClaimEnd)(long)reply,
            cancellationToken);

    internal override ValueTask<ClaimEnd> ReleaseClaimCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, CancellationToken cancellationToken) =>
        RunAsync(
            ClaimScripts.Release,
            [Key(key, cancellationToken)],
            [Value(record, cancellationToken)],
            static reply => (ClaimEnd)(long)reply,
            cancellationToken);
}
