using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Derp.Kv.Servers;

/// <summary>A real valkey-server of the test's own: loopback, free port, own directory, no persistence.</summary>
public sealed class ValkeyServer : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(20);

    private readonly string _directory = Directory.CreateTempSubdirectory("derp-kv-").FullName;
    private readonly Func<int, string[]> _arguments;
    private ServerProcess? _process;

    private ValkeyServer(Func<int, string[]> arguments) => _arguments = arguments;

    public int Port { get; private set; }

    /// <summary>A port beside that of commands, which the server takes if its settings name it.</summary>
    public int OtherPort { get; private set; }

    /// <summary><c>host:port</c>.</summary>
    public string Endpoint => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>False after <see cref="Kill"/>, and when it has ended by itself.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>How large a file the server can write from its next start on, in blocks of 512 bytes; null: no limit.</summary>
    public int? LargestFile { get; set; }

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="args">Settings as on the command line: <c>"--maxmemory", "5mb"</c>.</param>
    public static Task<ValkeyServer> StartAsync(params string[] args) => StartAsync(_ => args);

    /// <summary>Starts a server that listens twice.</summary>
    /// <param name="args">Settings, from a second free port: for TLS, or for the bus of a cluster.</param>
    public static async Task<ValkeyServer> StartAsync(Func<int, string[]> args)
    {
        var server = new ValkeyServer(args);
        try
        {
            // Someone else may take the free port between the look and the start.
            for (var attempt = 1; ; attempt++)
            {
                (server.Port, server.OtherPort) = FreePorts();
                try
                {
                    await server.StartProcessAsync();
                    return server;
                }
                catch (InvalidOperationException) when (attempt < 3)
                {
                }
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the process at once, as a crash does.</summary>
    public void Kill()
    {
        _process?.Dispose();
        _process = null;
    }

    /// <summary>Takes all time away from the process until <see cref="Resume"/>: connections stand, and nothing answers.</summary>
    public void Suspend() => Signals.Suspend(_process!.Id);

    public void Resume() => Signals.Resume(_process!.Id);

    /// <summary>Starts the server again on the same port: empty, if it does not persist.</summary>
    public Task RestartAsync()
    {
        Kill();
        return StartProcessAsync();
    }

    /// <summary>Sends one command past all clients and returns its reply: text, a number, null or an array of these.</summary>
    public async Task<object?> CommandAsync(params string[] parts)
    {
        await using var connection = await RespConnection.OpenAsync(Port);
        return await connection.SendAsync(parts);
    }

    /// <summary>Calls of each command so far, by the server's own count, without those of this class.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CommandStatsAsync()
    {
        var text = (string)(await CommandAsync("INFO", "commandstats"))!;
        return text.Split('\n')
            .Where(static line => line.StartsWith("cmdstat_", StringComparison.Ordinal))
            .Select(static line => line["cmdstat_".Length..].Split(":calls=", 2))
            .Where(static pair => pair[0] is not ("info" or "config|resetstat"))
            .ToDictionary(static pair => pair[0], static pair => long.Parse(pair[1].Split(',')[0], CultureInfo.InvariantCulture));
    }

    /// <summary>Starts <see cref="CommandStatsAsync"/> from nothing.</summary>
    public Task ResetCommandStatsAsync() => CommandAsync("CONFIG", "RESETSTAT");

    public ValueTask DisposeAsync()
    {
        Kill();
        try
        {
            Directory.Delete(_directory, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }

        return default;
    }

    private async Task StartProcessAsync()
    {
        string[] fixedArguments =
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _directory,
            "--save", "", "--appendonly", "no", "--daemonize", "no",
        ];
        _process = ServerProcess.Start([.. fixedArguments, .. _arguments(OtherPort)], _directory, LargestFile);

        using var limit = new CancellationTokenSource(s_startLimit);
        while (!await AnswersAsync())
        {
            if (_process.HasExited || limit.IsCancellationRequested)
                throw new InvalidOperationException($"valkey-server did not start: {_process.Output}");
            await Task.Delay(10);
        }
    }

    // Any reply will do, also one that asks for a password.
    private async Task<bool> AnswersAsync()
    {
        try
        {
            var reply = await CommandAsync("PING");
            return reply is not RespError { Message: var message } || !message.StartsWith("LOADING", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    /// <summary>Two ports that are free now; both at once, so that they differ.</summary>
    public static (int First, int Second) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
