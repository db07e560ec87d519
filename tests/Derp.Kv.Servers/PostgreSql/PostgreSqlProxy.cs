using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Derp.Kv.Servers;

/// <summary>
/// A network between client and server of PostgreSQL, on loopback. It counts round trips, and can lose a commit before the server has
/// it, or its answer after the server has executed it.
/// </summary>
public sealed class PostgreSqlProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<PostgreSqlLink, bool> _links = new();
    private readonly int _serverPort;
    private readonly Task _accepting;
    private int _roundTrips;
    private int _fate;

    private PostgreSqlProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string ConnectionString => PostgreSqlServer.ConnectionStringAt(((IPEndPoint)_listener.LocalEndpoint).Port);

    /// <summary>How often a client has waited for the server since the last <see cref="ResetCount"/>, connecting not included.</summary>
    public int RoundTrips => Volatile.Read(ref _roundTrips);

    /// <summary>Whether new connections are closed as soon as they are made.</summary>
    public bool Refuses { get; set; }

    public static PostgreSqlProxy Start(int serverPort) => new(serverPort);

    public void ResetCount() => Volatile.Write(ref _roundTrips, 0);

    /// <summary>Decides about the next commit that comes through.</summary>
    public void LoseNextCommit(CommitFate fate) => Volatile.Write(ref _fate, (int)fate);

    /// <summary>Resets every connection.</summary>
    public void CutAll()
    {
        foreach (var (link, _) in _links)
            link.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        CutAll();
    }

    internal void Counted() => Interlocked.Increment(ref _roundTrips);

    internal CommitFate FateOfCommit()
    {
        var fate = (CommitFate)Interlocked.Exchange(ref _fate, (int)CommitFate.Pass);
        if (fate is CommitFate.LostAndServerAway or CommitFate.ExecutedAndServerAway)
            Refuses = true;
        return fate;
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

            if (Refuses)
            {
                client.Dispose();
                continue;
            }

            var link = new PostgreSqlLink(this, client);
            _links[link] = true;
            _ = link.RunAsync(_serverPort).ContinueWith(_ => _links.TryRemove(link, out var _), TaskScheduler.Default);
        }
    }
}

/// <summary>What becomes of a commit.</summary>
public enum CommitFate
{
    Pass,

    /// <summary>The server never gets it, and the connection is reset.</summary>
    Lost,

    /// <summary>The server executes it; its answer is lost, and the connection reset.</summary>
    Executed,

    /// <summary>The server never gets it, and only the client's side is reset: to the server the transaction is open until <see cref="PostgreSqlProxy.CutAll"/>.</summary>
    LostAndOpen,

    /// <summary>As <see cref="Lost"/>, and no new connection is made until <see cref="PostgreSqlProxy.Refuses"/> is false.</summary>
    LostAndServerAway,

    /// <summary>As <see cref="Executed"/>, and no new connection is made until <see cref="PostgreSqlProxy.Refuses"/> is false.</summary>
    ExecutedAndServerAway,
}
