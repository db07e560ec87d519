using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Coordination.Scripts;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// Permits that a process takes in advance.
public sealed partial class StackExchangeRedisKvClient
{
    internal override ValueTask<PermitGrant> AcquirePermitsUpToCoreAsync(byte[] key, PermitRequest request, long most, CancellationToken cancellationToken) =>
        RunAsync(
            PermitBatchScript.Acquire,
            [Key(key, cancellationToken)],
            Array.ConvertAll(PermitProtocol.BatchArgumentsOf(request, most), static number => (RedisValue)number),
            request,
            static (request, reply) => PermitProtocol.ReadGrant(request, (long[]?)reply ?? []),
            cancellationToken);
}
