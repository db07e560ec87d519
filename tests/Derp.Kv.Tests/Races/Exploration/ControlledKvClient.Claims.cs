using Derp.Kv.Coordination.Claims;

namespace Derp.Kv.Tests.Races.Exploration;

// The steps of a claim. Its owner's are named as the plain operations that they are to the record.
internal sealed partial class ControlledKvClient
{
    internal override ValueTask<ClaimAnswer> ClaimOrWaitCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, TimeSpan life, bool mark, CancellationToken cancellationToken)
    {
        var copy = record.ToArray();
        return PassAsync(mark ? "ClaimOrWait with mark" : "ClaimOrWait", key, copy, (server, key) => server.ClaimOrWaitAsync(key, copy, life, mark), cancellationToken);
    }

    internal override ValueTask<ClaimEnd> CompleteClaimCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, ReadOnlyMemory<byte> completed, TimeSpan life, CancellationToken cancellationToken)
    {
        var (compared, copy) = (record.ToArray(), completed.ToArray());
        return PassAsync("CompareAndSet", key, compared, (server, key) => server.CompleteClaimAsync(key, compared, copy, life), cancellationToken);
    }

    internal override ValueTask<ClaimEnd> ReleaseClaimCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, CancellationToken cancellationToken)
    {
        var compared = record.ToArray();
        return PassAsync("CompareAndDelete", key, compared, (server, key) => server.ReleaseClaimAsync(key, compared), cancellationToken);
    }
}
