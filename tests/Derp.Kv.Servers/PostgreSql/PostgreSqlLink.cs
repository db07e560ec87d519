using System.Net;
using System.Net.Sockets;

namespace Derp.Kv.Servers;

/// <summary>One connection through the proxy.</summary>
internal sealed class PostgreSqlLink(PostgreSqlProxy proxy, Socket client) : IDisposable
{
    private static readonly byte[] s_commit = [(byte)'P', 0, 0, 0, 14, 0, .. "COMMIT\0"u8, 0, 0];

    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly PostgreSqlFrames _sent = new(hasStartup: true);
    private readonly PostgreSqlFrames _received = new(hasStartup: false);
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // What the server has still to say that it is ready after. Zero until it has greeted the client.
    private int _awaited = 1;
    private bool _isLosing;
    private volatile bool _keepsServer;

    public async Task RunAsync(int serverPort)
    {
        client.NoDelay = true;
        try
        {
            await _server.ConnectAsync(IPAddress.Loopback, serverPort);
            await Task.WhenAny(PumpAsync(client, _server, OnSent), PumpAsync(_server, client, OnReceived));
        }
        catch (SocketException)
        {
        }
        finally
        {
            if (_keepsServer)
            {
                client.Close(0);
                await _cut.Task;
            }

            Dispose();
        }
    }

    /// <summary>Resets both sides, as a network does that fails.</summary>
    public void Dispose()
    {
        _cut.TrySetResult();
        client.Close(0);
        _server.Close(0);
    }

    private static async Task PumpAsync(Socket from, Socket to, Func<ReadOnlyMemory<byte>, bool> mayPass)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count && mayPass(buffer.AsMemory(0, count)))
            {
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private bool OnSent(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            var waits = _sent.Count(bytes.Span, "QS"u8);
            if (waits > 0 && _awaited == 0)
                proxy.Counted();
            _awaited += waits;
            if (bytes.Span.IndexOf(s_commit) < 0)
                return true;
            switch (proxy.FateOfCommit())
            {
                case CommitFate.Lost or CommitFate.LostAndServerAway:
                    return false;
                case CommitFate.LostAndOpen:
                    _keepsServer = true;
                    return false;
                case CommitFate.Executed or CommitFate.ExecutedAndServerAway:
                    _isLosing = true;
                    break;
            }

            return true;
        }
    }

    private bool OnReceived(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            _awaited -= _received.Count(bytes.Span, "Z"u8);

            // An answer is one once the server says that it is ready: that is not passed on.
            return !_isLosing || _awaited > 0;
        }
    }
}
