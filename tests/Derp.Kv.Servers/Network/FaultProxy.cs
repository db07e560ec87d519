using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Derp.Kv.Servers;

/// <summary>
/// A bad network between client and server, on loopback. It understands where a command and a reply begin and end, so that
/// a fault can be put before a command is executed or after it, and before its reply is seen.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<ProxyLink, bool> _links = new();
    private readonly Task _accepting;

    private FaultProxy(int serverPort)
    {
        ServerPort = serverPort;
        _listener.Start();
        Endpoint = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public string Endpoint { get; }

    public int ServerPort { get; }

    /// <summary>Decides about each command before the server sees it. Null: all pass.</summary>
    public Func<RespCommand, Verdict>? OnCommand { get; set; }

    /// <summary>Decides about each reply, once the server has executed the command. Null: all pass.</summary>
    public Func<RespCommand, Verdict>? OnReply { get; set; }

    /// <summary>How long each message is under way, in either direction.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>How much goes through in a second, in either direction of each connection; 0: as much as will.</summary>
    public int BytesPerSecond { get; set; }

    /// <summary>Whether new connections are closed as soon as they are made.</summary>
    public bool Refuses { get; set; }

    /// <summary>Decides about each message that the server pushes. Null: all pass.</summary>
    public Func<Verdict>? OnPush { get; set; }

    public static FaultProxy Start(int serverPort) => new(serverPort);

    /// <summary>Resets every connection.</summary>
    public void CutAll()
    {
        foreach (var (link, _) in _links)
            link.Cut();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        CutAll();
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

            var link = new ProxyLink(this, client);
            _links[link] = true;
            _ = link.RunAsync().ContinueWith(_ => _links.TryRemove(link, out var _), TaskScheduler.Default);
        }
    }
}

/// <summary>What becomes of a message.</summary>
public enum Verdict
{
    Pass,

    /// <summary>It is lost, and nothing else. Only for what is pushed: a command or a reply that is missing would move all others.</summary>
    Drop,

    /// <summary>It is lost and the connection is reset.</summary>
    Cut,

    /// <summary>It is lost, and so is everything after it in either direction, while the connection seems to stand.</summary>
    Silence,
}
