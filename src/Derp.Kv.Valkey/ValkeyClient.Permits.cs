using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Coordination.Scripts;
using Derp.Kv.Valkey.Commands;

namespace Derp.Kv.Valkey;

// The server decides, by its clock; this code only sends the request and reads the answer.
public sealed partial class ValkeyClient
{
    /// <inheritdoc/>
    protected override async ValueTask<RateLimitResult> AcquirePermitCoreAsync(ReadOnlyMemory<byte> key, PermitRequest request, CancellationToken cancellationToken)
    {
        var arguments = new long[PermitProtocol.MostArguments];
        var count = PermitProtocol.WriteArguments(request, arguments);
        var reply = await RunAsync(
            PermitProtocol.ScriptOf(request.Algorithm),
            [Argument.Of(key)],
            Array.ConvertAll(arguments[..count], Argument.Of),
            cancellationToken).ConfigureAwait(false);
        long[] numbers = reply is object?[] items ? Array.ConvertAll(items, Reply.Number) : [Reply.Number(reply)];
        return PermitProtocol.Read(request, numbers).ToResult(request.Limit);
    }

    /// <inheritdoc/>
    protected override async ValueTask<long> RefundPermitCoreAsync(ReadOnlyMemory<byte> key, long permits, CancellationToken cancellationToken) =>
        Reply.Number(await RunAsync(RefundScript.Refund, [Argument.Of(key)], [Argument.Of(permits)], cancellationToken).ConfigureAwait(false));

    // A single server has no slots; in a cluster a script sees the keys of one.
    internal override async ValueTask<RateLimitResult[]?> TryAcquirePermitsCoreAsync(byte[][] keys, PermitRequest[] requests, CancellationToken cancellationToken)
    {
        if (IsCluster && !ManyPermits.ShareSlot(keys))
            return null;
        var arguments = Array.ConvertAll(ManyPermits.ArgumentsOf(requests), Argument.Of);
        var reply = await RunAsync(ManyPermitsScript.Acquire, keys, arguments, cancellationToken).ConfigureAwait(false);
        return ManyPermits.Read(requests, reply is object?[] items ? Array.ConvertAll(items, Reply.Number) : []);
    }
}
