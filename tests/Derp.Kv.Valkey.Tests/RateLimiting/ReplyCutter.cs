using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Derp.Kv.Valkey.Tests.RateLimiting;

/// <summary>
/// A way to a server that loses a reply: once told to, it passes the next request with a given word on and cuts the
/// connection when the answer comes. The server's side stays open, so that it has executed what it was sent.
/// </summary>
internal sealed class ReplyCutter : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly List<IDisposable> _sockets = [];
    private readonly int _serverPort;
    private volatile byte[]? _word;

    public ReplyCutter(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void CutAfter(string word) => _word = Encoding.ASCII.GetBytes(word);

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        _listener.Dispose();
        lock (_sockets)
            _sockets.ForEach(static socket => socket.Dispose());
        _stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ConnectAsync(await _listener.AcceptTcpClientAsync(_stopped.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ConnectAsync(TcpClient client)
    {
        var server = new TcpClient();
        lock (_sockets)
            _sockets.AddRange([client, server]);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort, _stopped.Token);
            var way = new Way(client, server);
            await Task.WhenAll(SendAsync(way), ReceiveAsync(way));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            client.Dispose();
        }
    }

    private async Task SendAsync(Way way)
    {
        var buffer = new byte[16 * 1024];
        while (await way.Client.GetStream().ReadAsync(buffer, _stopped.Token) is > 0 and var count)
        {
            if (_word is { } word && buffer.AsSpan(0, count).IndexOf(word) >= 0)
            {
                _word = null;
                way.Cut = true;
            }

            await way.Server.GetStream().WriteAsync(buffer.AsMemory(0, count), _stopped.Token);
        }
    }

    private async Task ReceiveAsync(Way way)
    {
        var buffer = new byte[16 * 1024];
        while (await way.Server.GetStream().ReadAsync(buffer, _stopped.Token) is > 0 and var count)
        {
            if (way.Cut)
            {
                way.Client.Dispose();
                return;
            }

            await way.Client.GetStream().WriteAsync(buffer.AsMemory(0, count), _stopped.Token);
        }

        way.Client.Dispose();
    }

    private sealed class Way(TcpClient client, TcpClient server)
    {
        private volatile bool _cut;

        public TcpClient Client { get; } = client;

        public TcpClient Server { get; } = server;

        public bool Cut
        {
            get => _cut;
            set => _cut = value;
        }
    }
}
