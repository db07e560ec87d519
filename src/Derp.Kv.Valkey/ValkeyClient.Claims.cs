using Derp.Kv.Coordination.Claims;
using Derp.Kv.Coordination.Scripts;
using Derp.Kv.Valkey.Commands;

namespace Derp.Kv.Valkey;

// One script per step; ClaimScripts documents each.
public sealed partial class ValkeyClient
{
    internal override async ValueTask<ClaimAnswer> ClaimOrWaitCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, TimeSpan life, bool mark, CancellationToken cancellationToken)
    {
        var reply = await RunAsync(
            ClaimScripts.ClaimOrWait,
            [Argument.Of(key)],
            [Argument.Of(record), Argument.Of(life), mark ? ClaimMarkOf(NoticeChannel) : []],
            cancellationToken).ConfigureAwait(false);
        if (reply is null)
            return default;
        var items = Reply.Items(reply, atLeast: 2);
        return ClaimAnswer.Read(Reply.Bytes(items[0]), Reply.Number(items[1]));
    }

    internal override async ValueTask<ClaimEnd> CompleteClaimCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, ReadOnlyMemory<byte> completed, TimeSpan life, CancellationToken cancellationToken) =>
        (ClaimEnd)Reply.Number(await RunAsync(
            ClaimScripts.Complete,
            [Argument.Of(key)],
            [Argument.Of(record), Argument.Of(completed), Argument.Of(life)],
            cancellationToken).ConfigureAwait(false));

    internal override async ValueTask<ClaimEnd> ReleaseClaimCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, CancellationToken cancellationToken) =>
        (ClaimEnd)Reply.Number(await RunAsync(ClaimScripts.Release, [Argument.Of(key)], [Argument.Of(record)], cancellationToken).ConfigureAwait(false));
}
