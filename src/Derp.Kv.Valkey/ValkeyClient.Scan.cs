using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Valkey.Channel;
using Derp.Kv.Valkey.Commands;

namespace Derp.Kv.Valkey;

// SCAN visits every key of a server, in pages, and may show one twice; a cluster is visited primary by primary.
public sealed partial class ValkeyClient
{
    /// <inheritdoc/>
    protected override async IAsyncEnumerable<byte[]> ScanCoreAsync(ReadOnlyMemory<byte> prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pattern = ScanPage.PatternOf(prefix.Span);
        var seen = new HashSet<byte[]>(ByteArrayComparer.Instance);
        foreach (var route in await ScanRoutesAsync(cancellationToken).ConfigureAwait(false))
        {
            var cursor = ScanPage.Start;
            do
            {
                // One that cannot be reached is not skipped: its keys would seem not to exist.
                var page = ScanPage.Read(await SendAsync(ScanPage.Command(cursor, pattern), route, cancellationToken).ConfigureAwait(false));
                foreach (var item in page.Keys)
                {
                    var key = Reply.Bytes(item) ?? throw Reply.NotUnderstood();
                    if (seen.Add(key))
                        yield return [.. key];
                }

                cursor = page.Cursor;
            }
            while (!ScanPage.IsEnd(cursor));
        }
    }

    private async ValueTask<IEnumerable<CommandRoute>> ScanRoutesAsync(CancellationToken cancellationToken)
    {
        if (!IsCluster)
            return [CommandRoute.ByKey];

        var reply = await SendAsync(ClusterLayout.Command, CommandRoute.Any, cancellationToken).ConfigureAwait(false);
        return ClusterLayout.Primaries(reply, _config.Addresses[0].Host).Select(CommandRoute.To);
    }
}
