using System.Net;
using System.Net.Sockets;

namespace Derp.Kv.Servers;

/// <summary>Where an authority's certificates say that its list of revoked ones is: one answer to whoever asks.</summary>
public sealed class RevocationListServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private volatile byte[] _list = [];
    private int _asked;

    public RevocationListServer()
    {
        _listener.Start();

        // The name is new each time: a list that was fetched before may come from the machine's cache.
        Address = new Uri($"http://{_listener.LocalEndpoint}/{Guid.NewGuid():N}.crl");
        _ = ServeAsync();
    }

    public Uri Address { get; }

    public int Asked => Volatile.Read(ref _asked);

    public void Publish(byte[] list) => _list = list;

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, leaveOpen: true);
                while (await reader.ReadLineAsync() is { Length: > 0 })
                {
                }

                var list = _list;
                Interlocked.Increment(ref _asked);
                await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\nContent-Length: {list.Length}\r\nConnection: close\r\n\r\n"));
                await stream.WriteAsync(list);
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }
}
