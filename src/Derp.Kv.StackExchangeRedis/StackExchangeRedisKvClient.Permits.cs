using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Coordination.Scripts;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// The decision is the server's, by its clock; here it is only asked and read.
public sealed partial class StackExchangeRedisKvClient
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected override async ValueTask<RateLimitResult> AcquirePermitCoreAsync(ReadOnlyMemory<byte> key, PermitRequest request, CancellationToken cancellationToken)
    {
        var script = request.Algorithm switch
        {
            RateLimitAlgorithm.SlidingWindow => PermitScripts.SlidingWindow,
            RateLimitAlgorithm.TokenBucket => PermitScripts.TokenBucket,
            _ => PermitScripts.FixedWindow,
        };
        var reply = await RunAsync(
            script,
            [Key(key, cancellationToken)],
            [request.Limit, request.WindowMilliseconds, request.Cost, request.Capacity],
            cancellationToken).ConfigureAwait(false);
        if (reply.Length != 5)
            throw new KvException("The server's answer to a limiter is not understood.");

        var decision = new PermitDecision((long)reply[0] == 1, (long)reply[1], (long)reply[2], (long)reply[3], (long)reply[4]);
        return decision.ToResult(request.Limit);
    }
}
