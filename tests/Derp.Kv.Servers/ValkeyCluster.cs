using System.Globalization;
using System.Net.Sockets;

namespace Derp.Kv.Servers;

/// <summary>A real cluster of the test's own: three primaries with a third of the slots each, and one replica for each of them.</summary>
public sealed class ValkeyCluster : IAsyncDisposable
{
    public const int Slots = 16384;
    private const int Primaries = 3;

    // The nodes tell each other their news at half of it.
    private const int FormingTimeout = 1000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ClusterNode[] _nodes;
    private readonly TimeSpan _nodeTimeout;

    private ValkeyCluster(ClusterNode[] nodes, TimeSpan nodeTimeout) => (_nodes, _nodeTimeout) = (nodes, nodeTimeout);

    /// <summary>First those that started as primaries, then their replicas in the same order.</summary>
    public IReadOnlyList<ClusterNode> Nodes => _nodes;

    /// <summary>The addresses of all nodes, comma-separated.</summary>
    public string Endpoints => string.Join(',', _nodes.Select(static node => node.Server.Endpoint));

    /// <summary>Starts the servers and returns when every one of them sees a whole cluster and every replica follows its primary.</summary>
    /// <param name="nodeTimeout">After how long a silent node counts as dead. Long where nothing is to fail, so that a busy machine is not taken for a dead one.</param>
    public static async Task<ValkeyCluster> StartAsync(TimeSpan nodeTimeout)
    {
        var starting = Enumerable.Range(0, 2 * Primaries).Select(_ => ValkeyServer.StartAsync(busPort =>
        [
            "--cluster-enabled", "yes",
            "--cluster-port", Text(busPort),
            "--cluster-node-timeout", Text(FormingTimeout),
            "--cluster-replica-no-failover", "yes",
            "--cluster-allow-replica-migration", "no",
            "--repl-diskless-sync-delay", "0",
            "--repl-ping-replica-period", "1",

            // A starved replica, which has not heard from its primary for long, is to succeed it all the same.
            "--cluster-replica-validity-factor", "0",
        ])).ToArray();
        try
        {
            var servers = await Task.WhenAll(starting);
            var nodes = await Task.WhenAll(servers.Select(static async server =>
                new ClusterNode(server, (string)(await server.CommandAsync("CLUSTER", "MYID"))!)));
            var cluster = new ValkeyCluster(nodes, nodeTimeout);
            await cluster.FormAsync();
            foreach (var node in nodes)
                await cluster.ConfigureAsync(node);
            return cluster;
        }
        catch
        {
            foreach (var start in starting.Where(static start => start.IsCompletedSuccessfully))
                await start.Result.DisposeAsync();
            throw;
        }
    }

    /// <summary>The primary that serves a slot, as its own node tells it.</summary>
    public async Task<ClusterNode> OwnerAsync(int slot)
    {
        foreach (var node in _nodes.Where(static node => node.Server.IsRunning))
        {
            var ranges = (object?[])(await node.CommandAsync("CLUSTER", "SLOTS"))!;
            var owner = ranges.Cast<object?[]>().Where(range => (long)range[0]! <= slot && slot <= (long)range[1]!).Select(static range => (object?[])range[2]!).SingleOrDefault();
            if (owner is not null && (string)owner[2]! == node.Id)
                return node;
        }

        throw new InvalidOperationException($"No node serves slot {slot}.");
    }

    /// <summary>Gives a node the settings of a cluster that has formed, whatever a test has set.</summary>
    public Task ConfigureAsync(ClusterNode node) => node.CommandAsync(
        "CONFIG", "SET",
        "cluster-node-timeout", Text((int)_nodeTimeout.TotalMilliseconds),
        "cluster-replica-no-failover", "no",
        "cluster-require-full-coverage", "yes",
        "cluster-allow-reads-when-down", "no");

    /// <summary>Starts a node again, which then is as it was before.</summary>
    public async Task RestartAsync(ClusterNode node)
    {
        await node.Server.RestartAsync();
        await ConfigureAsync(node);
    }

    /// <summary>Makes a replica the primary of its slots, while both run. Ends when it is.</summary>
    public static async Task TakeOverAsync(ClusterNode replica)
    {
        // A server gives an attempt up after five seconds, if the replica has not got all writes by then.
        var untilNext = TimeSpan.FromSeconds(6);
        long? asked = null;
        await UntilAsync("the replica has taken over", async () =>
        {
            if (await replica.IsPrimaryAsync())
                return true;
            if (asked is null || TimeProvider.System.GetElapsedTime(asked.Value) > untilNext)
            {
                asked = TimeProvider.System.GetTimestamp();
                await replica.CommandAsync("CLUSTER", "FAILOVER");
            }

            return false;
        });
    }

    /// <summary>Waits until something holds of the cluster. Ends in a failure, not in a hang.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        for (var started = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                if (await holds())
                    return;
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // A node that is starting or ending.
            }

            if (TimeProvider.System.GetElapsedTime(started) > s_patience)
                throw new TimeoutException($"It did not come to be that {what}.");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.Server.DisposeAsync();
    }

    private async Task FormAsync()
    {
        for (var i = 0; i < _nodes.Length; i++)
            await _nodes[i].CommandAsync("CLUSTER", "SET-CONFIG-EPOCH", Text(i + 1));
        for (var i = 0; i < Primaries; i++)
            await _nodes[i].CommandAsync("CLUSTER", "ADDSLOTSRANGE", Text(Slots * i / Primaries), Text((Slots * (i + 1) / Primaries) - 1));

        // Each pair: to leave it to their gossip takes seconds.
        for (var i = 0; i < _nodes.Length; i++)
        {
            foreach (var other in _nodes.Skip(i + 1))
                await _nodes[i].CommandAsync("CLUSTER", "MEET", "127.0.0.1", Text(other.Server.Port), Text(other.Server.OtherPort));
        }

        for (var i = 0; i < Primaries; i++)
        {
            var (replica, primary) = (_nodes[Primaries + i], _nodes[i]);
            await UntilAsync("a replica knows its primary", async () =>
                await replica.Server.CommandAsync("CLUSTER", "REPLICATE", primary.Id) is not RespError);
        }

        await UntilAsync("all nodes agree", async () =>
        {
            foreach (var node in _nodes)
            {
                if (!await node.SeesWholeClusterAsync() || await CountAsync(node) != (Primaries, Primaries))
                    return false;
            }

            foreach (var replica in _nodes.Skip(Primaries))
            {
                if (await replica.Server.InfoAsync("replication", "master_link_status") != "up")
                    return false;
            }

            return true;
        });
    }

    // Ranges of slots, and replicas that serve them, in the eyes of one node.
    private static async Task<(int Ranges, int Replicas)> CountAsync(ClusterNode node)
    {
        var ranges = (object?[])(await node.CommandAsync("CLUSTER", "SLOTS"))!;
        return (ranges.Length, ranges.Cast<object?[]>().Sum(static range => range.Length - 3));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
