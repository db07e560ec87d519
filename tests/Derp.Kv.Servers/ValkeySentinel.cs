using System.Globalization;

namespace Derp.Kv.Servers;

/// <summary>A primary, its replica, and a sentinel that has the replica succeed a primary which does not answer for half a second.</summary>
public sealed class ValkeySentinel : IAsyncDisposable
{
    /// <summary>By which name clients ask for the primary.</summary>
    public const string ServiceName = "ledger";

    private readonly string _directory = Directory.CreateTempSubdirectory("derp-kv-").FullName;
    private ServerProcess? _sentinel;
    private int _port;

    private readonly string[] _settings;

    private ValkeySentinel(ValkeyServer primary, ValkeyServer replica, string[] settings) => (Primary, Replica, _settings) = (primary, replica, settings);

    /// <summary>The server that starts as the primary.</summary>
    public ValkeyServer Primary { get; }

    public ValkeyServer Replica { get; }

    /// <summary><c>host:port</c> of the sentinel.</summary>
    public string Endpoint => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    /// <param name="arguments">Settings of both servers, as on the command line; null: none.</param>
    /// <param name="settings">Lines of the sentinel's own file; null: none.</param>
    public static async Task<ValkeySentinel> StartAsync(string[]? arguments = null, string[]? settings = null)
    {
        arguments ??= [];
        var primary = await ValkeyServer.StartAsync(arguments);
        ValkeySentinel? all = null;
        try
        {
            var replica = await ValkeyServer.StartAsync([.. arguments, "--replicaof", "127.0.0.1", Text(primary.Port), "--repl-diskless-sync-delay", "0"]);
            all = new ValkeySentinel(primary, replica, settings ?? []);
            await ValkeyCluster.UntilAsync("the replica follows its primary", async () =>
                await replica.InfoAsync("replication", "master_link_status") == "up" && await primary.InfoAsync("replication", "connected_slaves") == "1");

            // Only now: it looks for replicas when it starts, and then every ten seconds.
            await all.StartSentinelAsync();
            return all;
        }
        catch
        {
            await (all?.DisposeAsync() ?? primary.DisposeAsync());
            throw;
        }
    }

    /// <summary>Waits until the replica has all that the primary has executed.</summary>
    public async Task ReplicatedAsync()
    {
        if (await Primary.CommandAsync("WAIT", "1", "30000") is not 1L)
            throw new TimeoutException("The replica does not follow.");
    }

    public async ValueTask DisposeAsync()
    {
        _sentinel?.Dispose();
        await Primary.DisposeAsync();
        await Replica.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task StartSentinelAsync()
    {
        // It writes what it finds out into its settings.
        var settings = Path.Combine(_directory, "sentinel.conf");
        for (var attempt = 1; ; attempt++)
        {
            (_port, _) = ValkeyServer.FreePorts();
            await File.WriteAllTextAsync(settings, $"""
                port {Text(_port)}
                bind 127.0.0.1
                dir {_directory}
                sentinel monitor {ServiceName} 127.0.0.1 {Text(Primary.Port)} 1
                sentinel down-after-milliseconds {ServiceName} 500
                sentinel failover-timeout {ServiceName} 5000
                {string.Join('\n', _settings)}

                """);
            var sentinel = _sentinel = ServerProcess.Start([settings, "--sentinel"], _directory);
            await ValkeyCluster.UntilAsync("the sentinel knows the replica", async () => sentinel.HasExited || await KnowsReplicaAsync());
            if (!sentinel.HasExited)
                return;
            if (attempt == 3)
                throw new InvalidOperationException($"The sentinel did not start: {sentinel.Output}");
            sentinel.Dispose();
        }
    }

    // Known, and found fit to succeed: a link that stands, and an offset.
    private async Task<bool> KnowsReplicaAsync()
    {
        await using var connection = await RespConnection.OpenAsync(_port);
        if (await connection.SendAsync("SENTINEL", "REPLICAS", ServiceName) is not object?[] { Length: 1 } replicas)
            return false;
        var fields = ((object?[])replicas[0]!).Cast<string>().ToArray();
        return fields[Array.IndexOf(fields, "master-link-status") + 1] == "ok" && fields[Array.IndexOf(fields, "flags") + 1] == "slave";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
