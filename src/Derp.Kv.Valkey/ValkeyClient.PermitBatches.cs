using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Coordination.Scripts;
using Derp.Kv.Valkey.Commands;

namespace Derp.Kv.Valkey;

// Permits that a process takes in advance.
public sealed partial class ValkeyClient
{
    internal override async ValueTask<PermitGrant> AcquirePermitsUpToCoreAsync(byte[] key, PermitRequest request, long most, CancellationToken cancellationToken)
    {
        var arguments = Array.ConvertAll(PermitProtocol.BatchArgumentsOf(request, most), Argument.Of);
        var reply = await RunAsync(PermitBatchScript.Acquire, [Argument.Of(key)], arguments, cancellationToken).ConfigureAwait(false);
        return PermitProtocol.ReadGrant(request, reply is object?[] items ? Array.ConvertAll(items, Reply.Number) : []);
    }
}
