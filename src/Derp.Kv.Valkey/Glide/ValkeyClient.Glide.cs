using Derp.Kv.Valkey.Channel;
using Derp.Kv.Valkey.Glide;
using global::Valkey.Glide;

namespace Derp.Kv.Valkey;

// The only part of the client that uses the library.
public sealed partial class ValkeyClient
{
    /// <summary>
    /// The client library's own client, a <see cref="GlideClient"/> or a <see cref="GlideClusterClient"/>, for commands that
    /// this one does not have. It is disposed of with this one: await your commands before.
    /// </summary>
    /// <exception cref="InvalidOperationException">The client has not connected yet.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
    public BaseClient Client
    {
        get
        {
            _gate.ThrowIfClosed();
            return _source.Current is GlideChannel channel
                ? channel.Client
                : throw new InvalidOperationException($"The client has not connected yet. Await {nameof(ConnectAsync)} first.");
        }
    }

    private static partial ICommandConnector CreateConnector() => new GlideConnector();
}
