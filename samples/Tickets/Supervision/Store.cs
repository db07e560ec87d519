using System.Diagnostics;
using System.Net.Sockets;

namespace Tickets.Supervision;

/// <summary>A server for claims and counts as well as values: it evicts nothing, and writes what it gets to a file.</summary>
internal sealed class Store(string server, string folder, int port) : IAsyncDisposable
{
    private static readonly string[] s_servers = ["valkey-server", "redis-server"];

    private Process? _process;

    public string Address => $"127.0.0.1:{port}";

    public static string? FindServer() =>
        (from directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         from name in s_servers
         let path = Path.Combine(directory, name)
         where File.Exists(path)
         select path).FirstOrDefault();

    public async Task StartAsync()
    {
        if (_process is { HasExited: false })
            return;
        _process?.Dispose();
        _process = Process.Start(new ProcessStartInfo(server, [
            "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--logfile", "store.log",
            "--maxmemory-policy", "noeviction", "--appendonly", "yes", "--save", ""]));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!await AnswersAsync())
            await Task.Delay(20, deadline.Token);
    }

    public async Task StopAsync()
    {
        if (_process is not { HasExited: false } process)
            return;
        using (var connection = new TcpClient())
        {
            await connection.ConnectAsync("127.0.0.1", port);
            await connection.GetStream().WriteAsync("SHUTDOWN\r\n"u8.ToArray());
            await process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        _process?.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        using var connection = new TcpClient();
        try
        {
            await connection.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
