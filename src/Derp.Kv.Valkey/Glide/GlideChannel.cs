using Derp.Kv.Valkey.Channel;
using global::Valkey.Glide;

namespace Derp.Kv.Valkey.Glide;

/// <summary>
/// Commands through the library's client, as custom commands of bytes: its own scripts and scans use text and damage other
/// bytes.
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
            // If the core waited for confirmation, it would ask a server that refuses tens of thousands of times per second. So it
            // is told the wanted state, and polled.
            await client.SubscribeLazyAsync((ValkeyKey)name).ConfigureAwait(false);
            await Confirmation.WaitAsync(() => IsSubscribedAsync(name), operationTimeout, TimeProvider.System).ConfigureAwait(false);
        }
        catch
        {
            // It would continue to ask for what the server refuses.
            if (messages.Remove(name, onMessage))
                await client.UnsubscribeLazyAsync((ValkeyKey)name).ConfigureAwait(false);
            throw;
        }
    }

    public async Task<bool> IsSubscribedAsync(byte[] name)
    {
        var state = await client.GetSubscriptionsAsync().ConfigureAwait(false);
        return state.Actual.TryGetValue(PubSubChannelMode.Exact, out var channels) && channels.Contains((ValkeyKey)name);
    }

    public Task UpdatePasswordAsync(string password, bool authenticateNow) => client.UpdateConnectionPasswordAsync(password, authenticateNow);

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
