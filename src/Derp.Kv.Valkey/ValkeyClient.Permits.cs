using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Valkey.Commands;

namespace Derp.Kv.Valkey;

// The decision is the server's, by its clock; here it is only asked and read.
public sealed partial class ValkeyClient
{
    /// <inheritdoc/>
    protected override async ValueTask<RateLimitResult> AcquirePermitCoreAsync(ReadOnlyMemory<byte> key, PermitRequest request, CancellationToken cancellationToken)
    {
        var script = request.Algorithm switch
        {
            RateLimitAlgorithm.SlidingWindow => Scripts.SlidingWindow,
            RateLimitAlgorithm.TokenBucket => Scripts.TokenBucket,
            _ => Scripts.FixedWindow,
        };
        var reply = Reply.Items(
            await RunAsync(
                script,
                [Argument.Of(key)],
                [Argument.Of(request.Limit), Argument.Of(request.WindowMilliseconds), Argument.Of(request.Cost), Argument.Of(request.Capacity)],
                cancellationToken).ConfigureAwait(false),
            5);
        var decision = new PermitDecision(Reply.IsOne(reply[0]), Reply.Number(reply[1]), Reply.Number(reply[2]), Reply.Number(reply[3]), Reply.Number(reply[4]));
        return decision.ToResult(request.Limit);
    }
}
