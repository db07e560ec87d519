using System.Text;
using Derp.Kv.Coordination;

namespace Derp.Kv.Valkey.Commands;

/// <summary>Reads the primaries out of <c>CLUSTER SLOTS</c>: ranges of slots, each with its nodes, the primary first.</summary>
internal static class ClusterLayout
{
    public static byte[][] Command { get; } = [Names.Cluster, Names.Slots];

    /// <summary>Each primary once.</summary>
    /// <param name="reply">The server's answer.</param>
    /// <param name="seed">The host of a node that does not know its own: the one that was asked.</param>
    /// <exception cref="KvUnavailableException">A slot is nobody's: its keys would seem not to exist.</exception>
    public static IReadOnlyList<ValkeyAddress> Primaries(object? reply, string seed)
    {
        var primaries = new List<ValkeyAddress>();
        var served = 0L;
        foreach (var item in Reply.Items(reply, 0))
        {
            var range = Reply.Items(item, 3);
            served += Reply.Number(range[1]) - Reply.Number(range[0]) + 1;
            var node = Reply.Items(range[2], 2);
            var host = Reply.Bytes(node[0]) is { Length: > 0 } name ? Encoding.UTF8.GetString(name) : "?";
            var port = (int)Reply.Number(node[1]);
            var address = new ValkeyAddress(host == "?" ? seed : host, port);
            if (!primaries.Contains(address))
                primaries.Add(address);
        }

        return served == HashSlot.Count ? primaries : throw new KvUnavailableException("The cluster does not serve all slots now, so that some keys are not known. Try again shortly.");
    }
}
