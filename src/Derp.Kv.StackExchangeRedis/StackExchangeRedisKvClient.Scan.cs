using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// SCAN visits every key of the server, in pages, and may show one twice.
public sealed partial class StackExchangeRedisKvClient
{
    private const int KeysPerPage = 1000;

    /// <inheritdoc/>
    protected override IAsyncEnumerable<byte[]> ScanCoreAsync(ReadOnlyMemory<byte> prefix, CancellationToken cancellationToken) =>
        MatchAsync(ScanPattern.Of(prefix.Span), cancellationToken);

    internal override IAsyncEnumerable<byte[]> ScanLeasesCoreAsync(CancellationToken cancellationToken) => MatchAsync(ScanPattern.OfLeases, cancellationToken);

    private async IAsyncEnumerable<byte[]> MatchAsync(byte[] pattern, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var seen = new HashSet<byte[]>(ByteArrayComparer.Instance);
        foreach (var server in await PrimariesAsync(database, cancellationToken).ConfigureAwait(false))
        {
            var keys = server.KeysAsync(database.Database, pattern, KeysPerPage);
            await foreach (var key in keys.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                var bytes = (byte[]?)key ?? [];
                if (seen.Add(bytes))
                    yield return [.. bytes];
            }
        }
    }

    // An unreachable node is not left out: its keys would seem not to exist.
    internal async ValueTask<IEnumerable<IServer>> PrimariesAsync(IDatabase database, CancellationToken cancellationToken)
    {
        if (!_connection.IsCluster(database))
        {
            // All have the same keys: a primary that a sentinel has replaced is not needed.
            var known = Array.FindAll(database.Multiplexer.GetServers(), static server => !server.IsReplica);
            return Array.Exists(known, static server => server.IsConnected) ? known.Where(static server => server.IsConnected) : known;
        }

        // Asked anew, and again while the library still learns of a change: a new primary must not be missed.
        for (var started = Options.TimeProvider.GetTimestamp(); ;)
        {
            await Reply(database.Multiplexer.ConfigureAsync(), cancellationToken).ConfigureAwait(false);
            var servers = database.Multiplexer.GetServers();
            var nodes = servers.FirstOrDefault(static server => server is { IsConnected: true, ClusterConfiguration: not null })?.ClusterConfiguration?.Nodes;
            if (nodes is not null && TryGetPrimaries(servers, nodes) is { } primaries)
                return primaries;
            if (Options.TimeProvider.GetElapsedTime(started) >= Options.OperationTimeout)
            {
                throw nodes is null && Array.Exists(servers, static server => server.IsConnected)
                    ? new KvException("The cluster does not list its nodes, so its keys cannot be listed. Allow the server's user CLUSTER NODES.")
                    : new KvUnavailableException("A primary of the cluster cannot be reached, so its keys are not known.");
            }

            await Task.Delay(s_longestPause, Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The primaries of all slots, if each is connected. The library leaves out nodes that the cluster has marked as failed, and with them their slots.</summary>
    private static IServer[]? TryGetPrimaries(IServer[] servers, ICollection<ClusterNode> nodes)
    {
        var serving = nodes.Where(static node => !node.IsReplica && node.Slots.Count > 0).ToArray();
        if (serving.Sum(static node => node.Slots.Sum(static range => range.To - range.From + 1)) != HashSlot.Count)
            return null;

        var primaries = Array.FindAll(servers, server => server.IsConnected && Array.Exists(serving, node => server.EndPoint.Equals(node.EndPoint)));
        return primaries.Length == serving.Length ? primaries : null;
    }
}
