using System.Globalization;
using System.Text;

namespace Derp.Kv.Valkey.Commands;

/// <summary>Reads the primaries out of <c>CLUSTER SLOTS</c>: ranges of slots, each with its nodes, the primary first.</summary>
internal static class ClusterLayout
{
    public static byte[][] Command { get; } = [Names.Cluster, Names.Slots];

    /// <summary>Each primary once.</summary>
    /// <param name="reply">The server's answer.</param>
    /// <param name="seed">The host of a node that does not know its own: the one that was asked.</param>
    /// <exception cref="KvUnavailableException">No node serves any slot.</exception>
    public static IReadOnlyList<ValkeyAddress> Primaries(object? reply, string seed)
    {
        var primaries = new List<ValkeyAddress>();
        foreach (var range in Reply.Items(reply, 0))
        {
            var node = Reply.Items(Reply.Items(range, 3)[2], 2);
            var host = Reply.Bytes(node[0]) is { Length: > 0 } name ? Encoding.UTF8.GetString(name) : "?";
            var port = (int)Reply.Number(node[1]);
            var address = new ValkeyAddress(host == "?" ? seed : host, port);
            if (!primaries.Contains(address))
                primaries.Add(address);
        }

        return primaries.Count > 0 ? primaries : throw new KvUnavailableException("The cluster serves no slots yet. Try again when it is formed.");
    }
}
