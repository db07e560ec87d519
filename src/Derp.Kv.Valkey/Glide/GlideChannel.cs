using Derp.Kv.Valkey.Channel;
using global::Valkey.Glide;

namespace Derp.Kv.Valkey.Glide;

/// <summary>
/// Commands through the library's client, as custom commands of bytes: its own scripts and scans go by text and damage what
/// is none.
/// </summary>
internal abstract class GlideChannel(BaseClient client, GlideMessages messages, TimeSpan operationTimeout) : ICommandChannel
{
    public BaseClient Client => client;

    public abstract Task<object?> ExecuteAsync(byte[][] command, CommandRoute route);

    public abstract Task<object?[]> ExecuteAllAsync(IReadOnlyList<byte[][]> commands);

    public async Task SubscribeAsync(byte[] name, Action<ReadOnlyMemory<byte>> onMessage)
    {
        messages.Add(name, onMessage);
        try
        {
            await client.SubscribeAsync(name, operationTimeout).ConfigureAwait(false);
        }
        catch
        {
            // The library would go on asking for what the server refuses.
            if (messages.Remove(name, onMessage))
                await client.UnsubscribeLazyAsync((ValkeyKey)name).ConfigureAwait(false);
            throw;
        }
    }

    public Task UpdatePasswordAsync(string password, bool authenticateNow) => client.UpdateConnectionPasswordAsync(password, authenticateNow);

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
