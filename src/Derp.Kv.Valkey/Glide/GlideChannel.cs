using Derp.Kv.Valkey.Channel;
using global::Valkey.Glide;

namespace Derp.Kv.Valkey.Glide;

/// <summary>
/// Commands through the library's client, as custom commands of bytes: its own scripts and scans go by text and damage what
/// is none.
/// </summary>
internal abstract class GlideChannel(BaseClient client) : ICommandChannel
{
    public BaseClient Client => client;

    public abstract Task<object?> ExecuteAsync(byte[][] command, CommandRoute route);

    public abstract Task<object?[]> ExecuteAllAsync(IReadOnlyList<byte[][]> commands);

    public Task UpdatePasswordAsync(string password, bool authenticateNow) => client.UpdateConnectionPasswordAsync(password, authenticateNow);

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
