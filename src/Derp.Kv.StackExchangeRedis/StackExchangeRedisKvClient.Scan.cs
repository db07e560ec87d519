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
        var pattern = PatternOf(prefix.Span);
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
        var multiplexer = database.Multiplexer;
        if (!_connection.IsCluster(database))
            return multiplexer.GetServers().Where(static server => !server.IsReplica);

        // Asked anew: what the library heard last may name a primary that has been succeeded.
        await Reply(multiplexer.ConfigureAsync(), cancellationToken).ConfigureAwait(false);
        var servers = multiplexer.GetServers();
        var nodes = servers.FirstOrDefault(static server => server is { IsConnected: true, ClusterConfiguration: not null })?.ClusterConfiguration?.Nodes;
        if (nodes is null)
            return servers.Where(static server => !server.IsReplica);

        return nodes
            .Where(static node => !node.IsReplica && node.Slots.Count > 0)
            .Select(node => Array.Find(servers, server => server.EndPoint.Equals(node.EndPoint))
                ?? throw new KvUnavailableException("A primary of the cluster cannot be reached, so that its keys are not known."));
    }

    /// <summary>The glob that matches exactly the keys that start with these bytes.</summary>
    internal static byte[] PatternOf(ReadOnlySpan<byte> prefix)
    {
        var pattern = new List<byte>(prefix.Length + 1);
        foreach (var b in prefix)
        {
            if (b is (byte)'*' or (byte)'?' or (byte)'[' or (byte)']' or (byte)'\\')
                pattern.Add((byte)'\\');
            pattern.Add(b);
        }

        pattern.Add((byte)'*');
        return [.. pattern];
    }
}
