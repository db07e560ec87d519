using Derp.Kv.Valkey.Commands;

namespace Derp.Kv.Valkey.Channel;

/// <summary>
/// Executes commands of byte arguments: all that <see cref="ValkeyClient"/> needs of a client library. It
/// sends a command before its method returns, never twice, and ends each within the time-out that it was opened with.
/// </summary>
/// <remarks>
/// A reply is null, a <see cref="long"/>, a <see cref="bool"/> if the library makes one of 0 and 1, a byte array, a
/// status as text, or an array of these. An error reply is an exception. Failures are distinguished by
/// <see cref="CommandErrors"/>, by the exception's name and text.
/// </remarks>
internal interface ICommandChannel : IAsyncDisposable
{
    /// <summary>Executes one command.</summary>
    /// <param name="command">Name and arguments.</param>
    /// <param name="route">In a cluster, where to.</param>
    Task<object?> ExecuteAsync(byte[][] command, CommandRoute route);

    /// <summary>Executes commands in one round trip per server, in order if they go to the same one; not atomic. Each is routed by its key.</summary>
    /// <returns>A reply for each; the first failure is thrown, and the others may have been executed.</returns>
    Task<object?[]> ExecuteAllAsync(IReadOnlyList<byte[][]> commands);

    /// <summary>Passes on messages that are published on a channel, until the end; also after each reconnection.</summary>
    /// <param name="name">The channel.</param>
    /// <param name="onMessage">Quick, and does not throw.</param>
    /// <returns>A task that ends when the server has confirmed; if it fails, no message is passed on.</returns>
    Task SubscribeAsync(byte[] name, Action<ReadOnlyMemory<byte>> onMessage);

    /// <summary>Whether the server sends what is published on a channel, as far as is known here. No round trip.</summary>
    /// <param name="name">The channel.</param>
    Task<bool> IsSubscribedAsync(byte[] name);

    /// <summary>Sets another password for later connections.</summary>
    /// <param name="password">Not empty.</param>
    /// <param name="authenticateNow">Whether the open connections log in again with it.</param>
    Task UpdatePasswordAsync(string password, bool authenticateNow);
}

/// <summary>Opens channels.</summary>
internal interface ICommandConnector
{
    /// <summary>Connects, or prepares to if the configuration defers it. May block.</summary>
    /// <param name="config">Checked.</param>
    /// <param name="password">Instead of the configuration's.</param>
    /// <param name="operationTimeout">The time-out of each command.</param>
    Task<ICommandChannel> ConnectAsync(ValkeyConfig config, string? password, TimeSpan operationTimeout);
}
