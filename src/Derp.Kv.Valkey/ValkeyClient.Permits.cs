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
}
