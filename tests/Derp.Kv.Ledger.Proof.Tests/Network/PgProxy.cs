using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>Stands between a caller and PostgreSQL on loopback, knows at which step a call is, and breaks it there, to the byte.</summary>
internal sealed class PgProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<PgLink, bool> _links = new();
    private readonly ConcurrentDictionary<string, PgFate> _fates = new(StringComparer.Ordinal);
    private readonly Task _accepting;

    private PgProxy(int serverPort)
    {
        ServerPort = serverPort;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public int ServerPort { get; }

    /// <summary>The break to come; null: none.</summary>
    public PgCut? Cut { get; set; }

    public static PgProxy Start(int serverPort) => new(serverPort);

    public PgFate FateOf(string key) => _fates.GetValueOrDefault(key, PgFate.NotSent);

    public void Record(string? key, PgFate fate)
    {
        if (key is not null)
            _fates[key] = fate;
    }

    /// <summary>Ends all connections, as the end of the caller's process does.</summary>
    public void CloseAll()
    {
        foreach (var (link, _) in _links)
            link.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        CloseAll();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            var link = new PgLink(this, client);
            _links[link] = true;
            _ = link.RunAsync().ContinueWith(_ => _links.TryRemove(link, out var _), TaskScheduler.Default);
        }
    }
}
