using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Tests.Glide.Resp;

/// <summary>Connections to one server, one command at a time on each.</summary>
internal sealed class RespPool(ValkeyAddress address, ValkeyConfig config, Func<string?> password) : IAsyncDisposable
{
    private readonly ConcurrentBag<RespConnection> _idle = [];

    /// <summary>The replies to commands on one connection, one after the other; errors as such.</summary>
    public async Task<object?[]> SendAsync(string[][] commands)
    {
        try
        {
            var connection = _idle.TryTake(out var idle) ? idle : await OpenAsync();
            try
            {
                var replies = new object?[commands.Length];
                for (var i = 0; i < replies.Length; i++)
                    replies[i] = await connection.SendAsync(commands[i]);
                _idle.Add(connection);
                return replies;
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            throw new ConnectionException("Received connection error `broken pipe`. Will attempt to reconnect");
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_idle.TryTake(out var connection))
            await connection.DisposeAsync();
    }

    /// <summary>A connection of the caller's own, logged in.</summary>
    public async Task<RespConnection> OpenAsync()
    {
        var connection = await RespConnection.OpenAsync(address.Port);
        if (password() is { } secret)
            await GreetAsync("AUTH", config.Username ?? "default", Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(secret)));
        if (config.ClientName is { } name)
            await GreetAsync("CLIENT", "SETNAME", name);
        if (config.Database != 0)
            await GreetAsync("SELECT", config.Database.ToString(CultureInfo.InvariantCulture));
        return connection;

        async Task GreetAsync(params string[] command)
        {
            if (await connection.SendAsync(command) is not RespError error)
                return;
            await connection.DisposeAsync();
            throw error.Message.StartsWith("WRONGPASS", StringComparison.Ordinal)
                ? new ConnectionException("Received connection error `Password authentication failed- AuthenticationFailed`. Will attempt to reconnect")
                : new RequestException(CoreText.Of(error.Message));
        }
    }
}
