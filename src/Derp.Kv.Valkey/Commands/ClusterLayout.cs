using System.Globalization;
using System.Text;
using Derp.Kv.Coordination;

namespace Derp.Kv.Valkey.Commands;

/// <summary>
/// The primaries, from what each of them returns for <c>CLUSTER SLOTS</c>: ranges of slots, each with its nodes, the primary
/// first. They are named as the client library names them, which may be by address when the servers return host names, or the other way round.
/// </summary>
internal static class ClusterLayout
{
    public static byte[][] Command { get; } = [Names.Cluster, Names.Slots];

    /// <summary>Each primary once, by the library's name for it.</summary>
    /// <param name="reply">Pairs of that name and the node's answer.</param>
    /// <exception cref="KvUnavailableException">A slot has no primary, or a primary has not answered: its keys would seem not to exist.</exception>
    public static IReadOnlyList<ValkeyAddress> Primaries(object? reply)
    {
        var answers = Reply.Items(reply, 0);
        var names = new List<ValkeyAddress>(answers.Length);
        var complete = false;
        foreach (var answer in answers)
        {
            var pair = Reply.Items(answer, 2);
            names.Add(Name(Reply.Bytes(pair[0])));

            // Nodes learn of changes one after the other: one that knows all the nodes that answered is enough.
            complete |= CountServing(pair[1]) is { } count && count == answers.Length;
        }

        return complete ? names : throw new KvUnavailableException("The cluster does not serve all slots now, or one of its primaries has not answered, so some keys are not known. Try again shortly.");
    }

    // Null: not all slots are served.
    private static int? CountServing(object? layout)
    {
        var served = 0L;
        var primaries = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in Reply.Items(layout, 0))
        {
            var range = Reply.Items(item, 3);
            served += Reply.Number(range[1]) - Reply.Number(range[0]) + 1;
            primaries.Add(IdOf(Reply.Items(range[2], 2)));
        }

        return served == HashSlot.Count ? primaries.Count : null;
    }

    private static string IdOf(object?[] node) => node.Length > 2 && Reply.Bytes(node[2]) is { } id
        ? Encoding.UTF8.GetString(id)
        : string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetString(Reply.Bytes(node[0]) ?? [])}:{Reply.Number(node[1])}");

    // Without brackets around an IPv6 address: the last colon is the port's.
    private static ValkeyAddress Name(byte[]? name)
    {
        var text = Encoding.UTF8.GetString(name ?? []);
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new ValkeyAddress(text[..colon], port)
            : throw Reply.NotUnderstood();
    }
}
