using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Valkey.Channel;
using Derp.Kv.Valkey.Commands;

namespace Derp.Kv.Valkey;

// SCAN visits every key of a server, in pages, and may show one twice; a cluster is visited primary by primary.
public sealed partial class ValkeyClient
{
    /// <inheritdoc/>
    protected override IAsyncEnumerable<byte[]> ScanCoreAsync(ReadOnlyMemory<byte> prefix, CancellationToken cancellationToken) =>
        MatchAsync(ScanPage.PatternOf(prefix.Span), cancellationToken);

    internal override IAsyncEnumerable<byte[]> ScanLeasesCoreAsync(CancellationToken cancellationToken) => MatchAsync(ScanPattern.OfLeases, cancellationToken);

    private async IAsyncEnumerable<byte[]> MatchAsync(byte[] pattern, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<byte[]>(ByteArrayComparer.Instance);
        foreach (var route in await ScanRoutesAsync(cancellationToken).ConfigureAwait(false))
        {
            var cursor = ScanPage.Start;
            do
            {
                // An unreachable node is not skipped: its keys would seem not to exist.
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

        // The library finds a node only by its own name for it, which may differ from the server's.
        var reply = await SendAsync(ClusterLayout.Command, CommandRoute.Primaries, cancellationToken).ConfigureAwait(false);
        return ClusterLayout.Primaries(reply).Select(CommandRoute.To);
    }
}
