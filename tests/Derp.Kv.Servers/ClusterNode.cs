namespace Derp.Kv.Servers;

/// <summary>One server of a cluster.</summary>
/// <param name="Server">Its process.</param>
/// <param name="Id">Its name within the cluster, which it keeps over restarts.</param>
public sealed record ClusterNode(ValkeyServer Server, string Id)
{
    /// <summary>One command to this node, past all clients; an error reply is an exception.</summary>
    public async Task<object?> CommandAsync(params string[] parts)
    {
        var reply = await Server.CommandAsync(parts);
        return reply is RespError error ? throw new InvalidOperationException($"{parts[0]} {parts.ElementAtOrDefault(1)}: {error.Message}") : reply;
    }

    public async Task<bool> IsPrimaryAsync() => await Server.InfoAsync("replication", "role") == "master";

    /// <summary>Whether this node sees a cluster that serves all slots.</summary>
    public async Task<bool> SeesWholeClusterAsync() =>
        ((string)(await CommandAsync("CLUSTER", "INFO"))!).Contains("cluster_state:ok", StringComparison.Ordinal);
}
