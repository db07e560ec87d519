using Derp.Kv.Valkey.Channel;
using Derp.Kv.Valkey.Commands;
using global::Valkey.Glide;
using global::Valkey.Glide.Pipeline;

namespace Derp.Kv.Valkey.Glide;

/// <summary>A cluster: the library finds the node by a command's first key, unless it is told one.</summary>
internal sealed class GlideClusterChannel(GlideClusterClient client, GlideMessages messages, TimeSpan operationTimeout)
    : GlideChannel(client, messages, operationTimeout)
{
    public override async Task<object?> ExecuteAsync(byte[][] command, CommandRoute route)
    {
        var arguments = GlideValues.Arguments(command);
        var reply = route switch
        {
            { IsToPrimaries: true } => await client.CustomCommand(arguments, Route.AllPrimaries).ConfigureAwait(false),
            { IsAny: true } => await client.CustomCommand(arguments, Route.Random).ConfigureAwait(false),
            { Node: { } node } => await client.CustomCommand(arguments, new Route.ByAddressRoute(node.Host, node.Port)).ConfigureAwait(false),
            _ => await client.CustomCommand(arguments).ConfigureAwait(false),
        };

        // Null, and null as the value of a node, both mean that the server returned null.
        if (reply is null)
            return null;
        if (route.IsToPrimaries)
            return reply.HasMultiData ? reply.MultiValue.Select(static node => (object?)new object?[] { node.Key, GlideValues.Reply(node.Value) }).ToArray() : throw Reply.NotUnderstood();
        return reply.HasSingleData ? GlideValues.Reply(reply.SingleValue) : reply.HasMultiData ? throw Reply.NotUnderstood() : null;
    }

    public override async Task<object?[]> ExecuteAllAsync(IReadOnlyList<byte[][]> commands)
    {
        var batch = new ClusterBatch(isAtomic: false);
        foreach (var command in commands)
            batch.CustomCommand(GlideValues.Arguments(command));

        // A thrown error has its code; in the array of replies it has none.
        var replies = await client.Exec(batch, raiseOnError: true).ConfigureAwait(false);
        return GlideValues.Reply(replies) as object?[] ?? throw Reply.NotUnderstood();
    }
}
