using System.Diagnostics;
using System.Globalization;

namespace Derp.Kv.Servers;

/// <summary>A real PostgreSQL server of the test's own: a new cluster in a temporary folder, loopback, a free port, commits to the disk.</summary>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    private const string Ready = "database system is ready to accept connections";
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_stopLimit = TimeSpan.FromSeconds(20);

    private readonly string _directory = Directory.CreateTempSubdirectory("derp-kv-").FullName;
    private readonly string[] _settings;
    private Process? _server;
    private ProcessGuard? _guard;

    private PostgreSqlServer(string[] settings) => _settings = settings;

    public int Port { get; private set; }

    /// <summary>Of the superuser, without encryption, so that a proxy can read along.</summary>
    public string ConnectionString => ConnectionStringAt(Port);

    /// <summary>The same at another port, as of a proxy.</summary>
    public static string ConnectionStringAt(int port) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;SSL Mode=Disable;GSS Encryption Mode=Disable;Include Error Detail=true");

    /// <summary>Makes a cluster, starts its server and waits until it answers.</summary>
    /// <param name="settings">As in its configuration: <c>"max_connections=300"</c>.</param>
    public static async Task<PostgreSqlServer> StartAsync(params string[] settings)
    {
        var server = new PostgreSqlServer(settings);
        try
        {
            await server.MakeClusterAsync();

            // Someone else may take the free port between the look and the start.
            for (var attempt = 1; ; attempt++)
            {
                (server.Port, _) = ValkeyServer.FreePorts();
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

    /// <summary>Ends it as <c>pg_ctl stop -m immediate</c> does: at once, without a checkpoint, as if the machine had lost its power.</summary>
    public void StopImmediately()
    {
        if (_server is null)
            return;
        if (!_server.HasExited)
        {
            Signals.Quit(_server.Id);
            _server.WaitForExit(s_stopLimit);
        }

        _guard!.Dispose();
        (_server, _guard) = (null, null);
    }

    /// <summary>Starts it again on the same port, with what it had committed.</summary>
    public Task RestartAsync()
    {
        StopImmediately();
        return StartProcessAsync();
    }

    public ValueTask DisposeAsync()
    {
        StopImmediately();
        try
        {
            Directory.Delete(_directory, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }

        return default;
    }

    private async Task MakeClusterAsync()
    {
        if (PostgreSqlBinaries.User is { } user)
            await PostgreSqlBinaries.RunAsync(new ProcessStartInfo("chown", [user.Id, _directory]) { RedirectStandardOutput = true, RedirectStandardError = true });
        await PostgreSqlBinaries.RunAsync(PostgreSqlBinaries.Start(
            "initdb", _directory, "--pgdata=data", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"));
    }

    private async Task StartProcessAsync()
    {
        string[] settings =
        [
            string.Create(CultureInfo.InvariantCulture, $"port={Port}"), "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200",
            "autovacuum=off", "fsync=on", .. _settings,
        ];
        _server = PostgreSqlBinaries.Started(PostgreSqlBinaries.Start("postgres", _directory, ["-D", "data", .. settings.SelectMany(static setting => new[] { "-c", setting })]));
        _guard = new ProcessGuard(_server);

        var ready = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var lines = new List<string>();
        _server.ErrorDataReceived += (_, line) =>
        {
            lock (lines)
                lines.Add(line.Data ?? "");
            if (line.Data is null || line.Data.Contains(Ready, StringComparison.Ordinal))
                ready.TrySetResult(line.Data is not null);
        };
        _server.BeginErrorReadLine();
        _server.BeginOutputReadLine();
        if (await ready.Task.WaitAsync(s_startLimit))
            return;
        StopImmediately();
        lock (lines)
            throw new InvalidOperationException($"postgres did not start: {string.Join('\n', lines.TakeLast(20))}");
    }
}
