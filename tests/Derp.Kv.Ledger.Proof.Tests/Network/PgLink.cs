using System.Net;
using System.Net.Sockets;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>One connection through the proxy.</summary>
internal sealed class PgLink(PgProxy proxy, Socket client) : IDisposable
{
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly PgMessages _requests = new(fromClient: true);
    private readonly PgMessages _answers = new(fromClient: false);
    private volatile bool _awaitsInsert;

    public async Task RunAsync()
    {
        try
        {
            client.NoDelay = true;
            await _server.ConnectAsync(IPAddress.Loopback, proxy.ServerPort);
            await Task.WhenAny(ForwardAsync(client, _server, OnRequests), ForwardAsync(_server, client, OnAnswers));
        }
        catch (Exception e) when (IsEnd(e))
        {
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    private static bool IsEnd(Exception exception) => exception is SocketException or ObjectDisposedException;

    private async Task ForwardAsync(Socket from, Socket to, Func<byte[], int?> judge)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            while (true)
            {
                var read = await from.ReceiveAsync(buffer);
                if (read == 0)
                    return;
                var packet = buffer[..read];
                var cut = judge(packet);
                await SendAsync(to, packet.AsMemory(0, cut ?? read));
                if (cut is null)
                    continue;
                if (proxy.Cut is { } point)
                {
                    // The ends of all connections are to be one moment: that of the break.
                    point.Strike();
                    await point.Struck;
                }

                return;
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
        }
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await to.SendAsync(bytes)..];
    }

    // What is known of a commit is noted before its bytes go on: afterwards it is too late, if it is the process that ends.
    private int? OnRequests(byte[] packet)
    {
        var messages = _requests.Read(packet);
        var cut = proxy.Cut?.Of(messages, packet.Length, _requests, fromClient: true, answersInsert: false);
        foreach (var (end, act) in messages)
        {
            if (cut < end)
                break;
            if (act == PgAct.Insert)
                _awaitsInsert = true;
            if (act == PgAct.Commit)
                proxy.Record(_requests.Key, PgFate.Sent);
        }

        return cut;
    }

    private int? OnAnswers(byte[] packet)
    {
        var messages = _answers.Read(packet);
        if (messages.Any(static message => message.Act == PgAct.Commit))
            proxy.Record(_requests.Key, PgFate.Committed);
        var cut = proxy.Cut?.Of(messages, packet.Length, _requests, fromClient: false, _awaitsInsert);
        _awaitsInsert = false;
        return cut;
    }
}
