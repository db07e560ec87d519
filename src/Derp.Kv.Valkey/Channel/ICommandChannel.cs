using Derp.Kv.Valkey.Commands;

namespace Derp.Kv.Valkey.Channel;

/// <summary>
/// Something that executes commands of byte arguments: all that <see cref="ValkeyClient"/> needs of a client library. It
/// sends a command before its method returns, never twice, and ends each within the time-out that it was opened with.
/// </summary>
/// <remarks>
/// A reply is null, a <see cref="long"/>, a <see cref="bool"/> where the library makes one of 0 and 1, a byte array, a
/// status as text, or an array of these. An error reply is an exception. Failures are told apart by
/// <see cref="CommandErrors"/>, by the exception's name and text.
/// </remarks>
internal interface ICommandChannel : IAsyncDisposable
{
    /// <summary>Executes one command.</summary>
    /// <param name="command">Name and arguments.</param>
    /// <param name="route">In a cluster, where to.</param>
    Task<object?> ExecuteAsync(byte[][] command, CommandRoute route);

    /// <summary>Executes commands in one round trip a server, in order where they go to one; not atomic. Each finds its way by its key.</summary>
    /// <returns>A reply for each; the first failure is thrown, and the others may have been executed.</returns>
    Task<object?[]> ExecuteAllAsync(IReadOnlyList<byte[][]> commands);

    /// <summary>Hands on what is published on a channel, until the end; again after each reconnection.</summary>
    /// <param name="name">The channel.</param>
    /// <param name="onMessage">Quick, and does not throw.</param>
    /// <returns>A task that ends when the server has confirmed; where it fails, nothing is handed on.</returns>
    Task SubscribeAsync(byte[] name, Action<ReadOnlyMemory<byte>> onMessage);

    /// <summary>Whether the server sends what is published on a channel, as far as is known here. No round trip.</summary>
    /// <param name="name">The channel.</param>
    Task<bool> IsSubscribedAsync(byte[] name);

    /// <summary>Takes another password for connections to come.</summary>
    /// <param name="password">Not empty.</param>
    /// <param name="authenticateNow">Whether the connections that stand log in again with it.</param>
    Task UpdatePasswordAsync(string password, bool authenticateNow);
}

/// <summary>Opens channels.</summary>
internal interface ICommandConnector
{
    /// <summary>Connects, or prepares to where the configuration puts it off. May block.</summary>
    /// <param name="config">Checked.</param>
    /// <param name="password">In place of the configuration's.</param>
    /// <param name="operationTimeout">The time-out of each command.</param>
    Task<ICommandChannel> ConnectAsync(ValkeyConfig config, string? password, TimeSpan operationTimeout);
}
