using System.Globalization;
using System.Net.Sockets;
using Derp.Kv.Coordination.Scripts;
using Derp.Kv.Servers;

namespace Derp.Kv.Scale.Bench;

/// <summary>
/// What clients send, by <c>MONITOR</c>: the server's counters do not tell a command from one inside a script, nor one script from another.
/// </summary>
internal sealed class SentCommands : IDisposable
{
    private static readonly string[] s_upkeep = ["ping", "info", "client", "subscribe", "hello", "config", "echo"];

    // A digest, or the text at the first use, which the server prints as C does.
    private static readonly (string Digest, string Text, string Name)[] s_scripts =
    [
        .. new (Script Script, string Name)[]
        {
            (LeaseScripts.GetOrLease, "acquire"),
            (LeaseScripts.Renew, "renew"),
            (LeaseScripts.Commit, "commit"),
            (LeaseScripts.Release, "release"),
            (LeaseScripts.Invalidate, "invalidate"),
            (ClaimScripts.ClaimOrWait, "claim or wait"),
            (ClaimScripts.Complete, "complete"),
            (PermitScripts.FixedWindow, "permit"),
            (PermitBatchScript.Acquire, "permits"),
        }.Select(static script => (Quoted(Convert.ToHexStringLower(script.Script.Digest)), Quoted(script.Script.Text), script.Name)),
    ];

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

    /// <summary>The commands since the start, by name.</summary>
    public async Task<IReadOnlyDictionary<string, int>> EndAsync()
    {
        var end = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        await _server.CommandAsync("ECHO", end);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        while (await _lines.ReadLineAsync() is { } line && !line.Contains(end, StringComparison.Ordinal))
        {
            // +1700000000.123456 [0 127.0.0.1:4711] "EVALSHA" "digest" …
            var parts = line.Split(' ', 5);
            if (parts is not [_, _, not "lua]", var quoted, ..] || quoted.Trim('"').ToLowerInvariant() is var name && s_upkeep.Contains(name))
                continue;
            if (name is "eval" or "evalsha")
                name = s_scripts.Single(script => line.Contains(script.Digest, StringComparison.Ordinal) || line.Contains(script.Text, StringComparison.Ordinal)).Name;
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        return counts;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _connection.Dispose();
    }

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
