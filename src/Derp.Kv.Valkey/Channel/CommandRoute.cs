namespace Derp.Kv.Valkey.Channel;

/// <summary>Where a command goes in a cluster; a single server takes them all.</summary>
/// <param name="IsAny">To whichever node.</param>
/// <param name="Node">To this node; null with <paramref name="IsAny"/> false: to the primary of the command's key.</param>
internal readonly record struct CommandRoute(bool IsAny, ValkeyAddress? Node)
{
    public static CommandRoute ByKey => default;

    public static CommandRoute Any => new(true, null);

    public static CommandRoute To(ValkeyAddress node) => new(false, node);
}
