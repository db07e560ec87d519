using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Derp.Kv.Benchmarks;

/// <summary>A network between client and server: every packet is under way for a time, and packets do not wait for each other. Threads of its own, so that it takes none of the pool.</summary>
internal sealed class DelayedLink : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private readonly long _ticks;

    private DelayedLink(int serverPort, TimeSpan delay)
    {
        _serverPort = serverPort;
        _ticks = (long)(delay.TotalSeconds * Stopwatch.Frequency);
        _listener.Start();
        Endpoint = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        Start(Accept);
    }

    public string Endpoint { get; }

    /// <param name="serverPort">On loopback.</param>
    /// <param name="delay">In each direction.</param>
    public static DelayedLink Begin(int serverPort, TimeSpan delay) => new(serverPort, delay);

    public void Dispose() => _listener.Dispose();

    private static void Start(Action run) => new Thread(() =>
    {
        try
        {
            run();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The connection has ended.
        }
    })
    { IsBackground = true }.Start();

    private void Accept()
    {
        while (true)
        {
            var client = _listener.AcceptSocket();
            var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            server.Connect(IPAddress.Loopback, _serverPort);
            client.NoDelay = server.NoDelay = true;
            Forward(client, server);
            Forward(server, client);
        }
    }

    private void Forward(Socket from, Socket to)
    {
        var underWay = new BlockingCollection<(byte[] Packet, long Due)>();
        Start(() =>
        {
            try
            {
                var buffer = new byte[64 * 1024];
                while (from.Receive(buffer) is > 0 and var count)
                    underWay.Add((buffer[..count], Stopwatch.GetTimestamp() + _ticks));
            }
            finally
            {
                underWay.CompleteAdding();
            }
        });
        Start(() =>
        {
            foreach (var (packet, due) in underWay.GetConsumingEnumerable())
            {
                while (due - Stopwatch.GetTimestamp() is > 0 and var left)
                    _ = Usleep((uint)Math.Max(1, left * 1_000_000 / Stopwatch.Frequency));
                to.Send(packet);
            }

            to.Dispose();
        });
    }

    // Thread.Sleep takes a millisecond at least.
    [DllImport("libc", EntryPoint = "usleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Usleep(uint microseconds);
}
