using System.Globalization;
using System.Net.Sockets;
using Derp.Kv.Servers;

namespace Derp.Kv.Benchmarks;

/// <summary>What clients send, by <c>MONITOR</c>: the server's counters do not tell a command from one inside a script.</summary>
internal sealed class SentCommands : IDisposable
{
    private static readonly string[] s_upkeep = ["ping", "info", "client", "subscribe", "hello", "config"];

    private readonly ValkeyServer _server;
    private readonly TcpClient _connection;
    private readonly StreamReader _lines;

    private SentCommands(ValkeyServer server, TcpClient connection)
    {
        _server = server;
        _connection = connection;
        _lines = new StreamReader(connection.GetStream());
    }

    public static async Task<SentCommands> WatchAsync(ValkeyServer server)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync("127.0.0.1", server.Port);
        var watch = new SentCommands(server, connection);
        await connection.GetStream().WriteAsync("MONITOR\r\n"u8.ToArray());
        await watch._lines.ReadLineAsync();
        return watch;
    }

    /// <summary>The commands since the start, without those of connections' upkeep.</summary>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        var end = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        await _server.CommandAsync("ECHO", end);
        var commands = new List<string>();
        while (await _lines.ReadLineAsync() is { } line && !line.Contains(end, StringComparison.Ordinal))
        {
            // +1700000000.123456 [0 127.0.0.1:4711] "GET" "key"
            var parts = line.Split(' ', 5);
            if (parts is [_, _, not "lua]", var name, ..] && name.Trim('"').ToLowerInvariant() is var command && !s_upkeep.Contains(command))
                commands.Add(command);
        }

        return commands;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _connection.Dispose();
    }
}
