using System.Diagnostics;
using System.Globalization;
using Derp.Kv.Servers;
using Npgsql;

namespace Derp.Kv.Ledger.Proof.Tests;

public sealed class PgCluster : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("derp-kv-").FullName;
    private Process? _process;

    public int Port { get; private set; }

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres");

    public async ValueTask InitializeAsync()
    {
        (Port, _) = ValkeyServer.FreePorts();
        Run("chown", "postgres", _directory);
        Run("setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", "/usr/lib/postgresql/15/bin/initdb", "-D", _directory + "/data", "-A", "trust", "-N", "-U", "postgres", "--no-locale", "-E", "UTF8");
        await StartAsync();
    }

    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo("setpriv", ["--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--pdeathsig", "KILL", "/usr/lib/postgresql/15/bin/postgres", "-D", _directory + "/data", "-p", Port.ToString(CultureInfo.InvariantCulture), "-k", "", "-h", "127.0.0.1", "-F", "-N", "200"]) { RedirectStandardError = true });
        _ = _process!.StandardError.ReadToEndAsync();
        while (true)
        {
            try
            {
                await using var source = NpgsqlDataSource.Create(ConnectionString + ";Pooling=false");
                await using var connection = await source.OpenConnectionAsync();
                return;
            }
            catch (NpgsqlException) when (!_process.HasExited)
            {
                await Task.Delay(20);
            }
        }
    }

    public void StopImmediate()
    {
        Run("kill", "-QUIT", _process!.Id.ToString(CultureInfo.InvariantCulture));
        _process.WaitForExit();
    }

    public ValueTask DisposeAsync()
    {
        StopImmediate();
        Directory.Delete(_directory, recursive: true);
        return default;
    }

    private static void Run(string name, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true });
        process!.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{name} has failed.");
    }
}
