namespace Derp.Kv.Valkey.Channel;

/// <summary>Where a command goes in a cluster; a single server gets them all.</summary>
/// <param name="IsAny">To any node.</param>
/// <param name="Node">To this node, by the channel's own name for it; null without the others: to the primary of the command's key.</param>
/// <param name="IsToPrimaries">To every primary; the reply is an array of pairs, of the channel's name for a node and that node's reply.</param>
internal readonly record struct CommandRoute(bool IsAny, ValkeyAddress? Node, bool IsToPrimaries = false)
{
    public static CommandRoute ByKey => default;

    public static CommandRoute Any => new(true, null);

    public static CommandRoute Primaries => new(false, null, IsToPrimaries: true);

    public static CommandRoute To(ValkeyAddress node) => new(false, node);
}
