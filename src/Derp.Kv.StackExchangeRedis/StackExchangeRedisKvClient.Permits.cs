using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Combining;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Coordination.Scripts;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// The server decides, by its clock; this code only sends the request and reads the answer.
public sealed partial class StackExchangeRedisKvClient : IPermitTransport
{
    private PermitCombiner? _permits;

    // Made by the first call, so that a program without limiters is published without their code.
    private PermitCombiner Permits
    {
        get
        {
            if (Volatile.Read(ref _permits) is { } open)
                return open;
            Interlocked.CompareExchange(ref _permits, new PermitCombiner(this, Background, Options.TimeProvider, Options.OperationTimeout), null);
            return _permits;
        }
    }

    bool IPermitTransport.IsOneServer => _connection.IsOneServer;

    bool IPermitTransport.EndsInTime => EndsInTime;

    /// <inheritdoc/>
    protected override ValueTask<RateLimitResult> AcquirePermitCoreAsync(ReadOnlyMemory<byte> key, PermitRequest request, CancellationToken cancellationToken)
    {
        var isAlone = Permits.TryGoAlone();
        return (isAlone ? null : Permits.TryAcquire(Owned(key, cancellationToken), request, cancellationToken))
            ?? ((IPermitTransport)this).AcquireAloneAsync(key, request, isAlone, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<RateLimitResult> IPermitTransport.AcquireAloneAsync(ReadOnlyMemory<byte> key, PermitRequest request, bool isCounted, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(
                PermitProtocol.ScriptOf(request.Algorithm),
                [Key(key, cancellationToken)],
                Arguments(request),
                request,
                static (request, reply) => Read(request, reply).ToResult(request.Limit),
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (isCounted)
                Permits.Arrived();
        }
    }

    Task<PermitAnswer[]> IPermitTransport.AcquireTogether(byte[][] keys, PermitRequest[] requests) => RunAsync(
        EachPermitScript.Acquire,
        Array.ConvertAll(keys, static key => (RedisKey)key),
        Array.ConvertAll(EachPermit.ArgumentsOf(requests), static number => (RedisValue)number),
        requests,
        static (requests, reply) => ReadEach(requests, reply),
        CancellationToken.None).AsTask();

    // Another error may come when some calls are counted already: they are not sent again (R14).
    Refusal IPermitTransport.RefusalBy(Exception exception) =>
        exception is RedisServerException refusal && RefusesSeveralKeys(ServerErrors.CodeOf(refusal.Message)) ? Refusal.Lasting : Refusal.None;

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

    private static PermitAnswer[] ReadEach(PermitRequest[] requests, RedisResult reply)
    {
        if (reply.Length != requests.Length)
            throw new KvException("The server's answer to a limiter cannot be read.");
        var answers = new PermitAnswer[requests.Length];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = reply[i].Resp2Type == ResultType.BulkString
                ? new(default, ServerErrors.Map((string)reply[i]!))
                : new(Read(requests[i], reply[i]).ToResult(requests[i].Limit), null);
        }

        return answers;
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
