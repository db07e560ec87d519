using Derp.Kv.Valkey.Channel;

namespace Derp.Kv.Valkey.Tests.Glide.Resp;

/// <summary>Opens channels on the wire, and remembers the last.</summary>
internal sealed class RespConnector : ICommandConnector
{
    public RespChannel? Channel { get; private set; }

    public async Task<ICommandChannel> ConnectAsync(ValkeyConfig config, string? password, TimeSpan operationTimeout)
    {
        var channel = new RespChannel(config, password);
        await channel.OpenAsync();
        return Channel = channel;
    }
}
