using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// SCAN visits every key of the server, in pages, and may show one twice.
public sealed partial class StackExchangeRedisKvClient
{
    private const int KeysPerPage = 1000;

    /// <inheritdoc/>
    protected override async IAsyncEnumerable<byte[]> ScanCoreAsync(ReadOnlyMemory<byte> prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pattern = ScanPattern.Of(prefix.Span);
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

    // One that cannot be reached is not left out: its keys would seem not to exist.
    private async ValueTask<IEnumerable<IServer>> PrimariesAsync(IDatabase database, CancellationToken cancellationToken)
    {
        if (!_connection.IsCluster(database))
            return database.Multiplexer.GetServers().Where(static server => !server.IsReplica);

        // Asked anew, and again while the library still hears of a change: one that was succeeded is not to be missed.
        for (var started = Options.TimeProvider.GetTimestamp(); ;)
        {
            await Reply(database.Multiplexer.ConfigureAsync(), cancellationToken).ConfigureAwait(false);
            if (TryGetPrimaries(database.Multiplexer.GetServers()) is { } primaries)
                return primaries;
            if (Options.TimeProvider.GetElapsedTime(started) >= Options.OperationTimeout)
                throw new KvUnavailableException("A primary of the cluster cannot be reached, so that its keys are not known.");
            await Task.Delay(s_longestPause, Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The primaries of all slots, if each is connected. A user who may not ask for the nodes gets those that the library takes for primaries.</summary>
    private static IServer[]? TryGetPrimaries(IServer[] servers)
    {
        var nodes = servers.FirstOrDefault(static server => server is { IsConnected: true, ClusterConfiguration: not null })?.ClusterConfiguration?.Nodes;
        if (nodes is null)
            return Array.FindAll(servers, static server => !server.IsReplica);

        // The library leaves out nodes that the cluster has given up, and with them their slots.
        var serving = nodes.Where(static node => !node.IsReplica && node.Slots.Count > 0).ToArray();
        if (serving.Sum(static node => node.Slots.Sum(static range => range.To - range.From + 1)) != HashSlot.Count)
            return null;

        var primaries = Array.FindAll(servers, server => server.IsConnected && serving.Any(node => server.EndPoint.Equals(node.EndPoint)));
        return primaries.Length == serving.Length ? primaries : null;
    }
}
