using Derp.Kv.Valkey.Channel;
using Derp.Kv.Valkey.Commands;
using global::Valkey.Glide;
using global::Valkey.Glide.Pipeline;

namespace Derp.Kv.Valkey.Glide;

/// <summary>One server: every route leads to it.</summary>
internal sealed class GlideStandaloneChannel(GlideClient client, GlideMessages messages, TimeSpan operationTimeout)
    : GlideChannel(client, messages, operationTimeout)
{
    public override async Task<object?> ExecuteAsync(byte[][] command, CommandRoute route) =>
        GlideValues.Reply(await client.CustomCommand(GlideValues.Arguments(command)).ConfigureAwait(false));

    public override async Task<object?[]> ExecuteAllAsync(IReadOnlyList<byte[][]> commands)
    {
        var batch = new Batch(isAtomic: false);
        foreach (var command in commands)
            batch.CustomCommand(GlideValues.Arguments(command));

        // A thrown error has its code; in the array of replies it has none.
        var replies = await client.Exec(batch, raiseOnError: true).ConfigureAwait(false);
        return GlideValues.Reply(replies) as object?[] ?? throw Reply.NotUnderstood();
    }
}
