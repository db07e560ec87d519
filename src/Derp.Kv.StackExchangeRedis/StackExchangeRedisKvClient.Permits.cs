using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Coordination.Scripts;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// The server decides, by its clock; this code only sends the request and reads the answer.
public sealed partial class StackExchangeRedisKvClient
{
    /// <inheritdoc/>
    protected override ValueTask<RateLimitResult> AcquirePermitCoreAsync(ReadOnlyMemory<byte> key, PermitRequest request, CancellationToken cancellationToken)
    {
        return RunAsync(
            PermitProtocol.ScriptOf(request.Algorithm),
            [Key(key, cancellationToken)],
            Arguments(request),
            request,
            static (request, reply) => Read(request, reply).ToResult(request.Limit),
            cancellationToken);
    }

    /// <inheritdoc/>
    protected override ValueTask<long> RefundPermitCoreAsync(ReadOnlyMemory<byte> key, long permits, CancellationToken cancellationToken) =>
        RunAsync(RefundScript.Refund, [Key(key, cancellationToken)], [permits], static reply => (long)reply, cancellationToken);

    // A single server has no slots; in a cluster a script sees the keys of one.
    internal override async ValueTask<RateLimitResult[]?> TryAcquirePermitsCoreAsync(byte[][] keys, PermitRequest[] requests, CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (_connection.IsCluster(database) && !ManyPermits.ShareSlot(keys))
            return null;
        return await RunAsync(
            ManyPermitsScript.Acquire,
            Array.ConvertAll(keys, static key => (RedisKey)key),
            Array.ConvertAll(ManyPermits.ArgumentsOf(requests), static number => (RedisValue)number),
            requests,
            static (requests, reply) => ManyPermits.Read(requests, (long[]?)reply ?? []),
            cancellationToken).ConfigureAwait(false);
    }

    private static RedisValue[] Arguments(in PermitRequest request)
    {
        Span<long> numbers = stackalloc long[PermitProtocol.MostArguments];
        var arguments = new RedisValue[PermitProtocol.WriteArguments(request, numbers)];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = numbers[i];
        return arguments;
    }

    private static PermitDecision Read(in PermitRequest request, RedisResult reply)
    {
        if (reply.Resp2Type == ResultType.Integer)
            return PermitProtocol.Read(request, [(long)reply]);

        // Anything but a short list is not an answer, and is refused like an empty one.
        var count = reply.Length is var length and <= PermitProtocol.MostNumbers ? Math.Max(0, length) : 0;
        Span<long> numbers = stackalloc long[PermitProtocol.MostNumbers];
        for (var i = 0; i < count; i++)
            numbers[i] = (long)reply[i];
        return PermitProtocol.Read(request, numbers[..count]);
    }
}
