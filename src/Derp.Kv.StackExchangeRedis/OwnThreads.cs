using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace Derp.Kv.StackExchangeRedis;

/// <summary>
/// Lets the library read and write a connection by its own threads, two per node. With the pool's, a body that blocks all of
/// them would prevent its own renewals from being sent and their replies from being read.
/// </summary>
/// <remarks>
/// The library has a switch for that (<c>DedicatedThreads</c>), which it reads when a connection is made, and which applies to the
/// process. It is on while one of ours is being made, and is then restored.
/// </remarks>
internal sealed class OwnThreads : Tunnel
{
    private const string Switch = "DedicatedThreads";

    private static readonly Lock s_gate = new();
    private static int s_connecting;
    private static bool s_isOurs;

    // A proxy would be asked here too, so this is for connections without one.
    public override ValueTask<Stream?> BeforeAuthenticateAsync(EndPoint endpoint, ConnectionType connectionType, Socket? socket, CancellationToken cancellationToken) =>
        new(socket is null ? null : new Wire(socket));

    private static void Begin()
    {
        lock (s_gate)
        {
            if (s_connecting++ > 0 || ConnectionMultiplexer.GetFeatureFlag(Switch))
                return;
            s_isOurs = true;
            ConnectionMultiplexer.SetFeatureFlag(Switch, enabled: true);
        }
    }

    private static void End()
    {
        lock (s_gate)
        {
            if (--s_connecting > 0 || !s_isOurs)
                return;
            s_isOurs = false;
            ConnectionMultiplexer.SetFeatureFlag(Switch, enabled: false);
        }
    }

    /// <summary>The socket's stream. A read waits in the operating system: the framework's own stream allocates for each read that blocks.</summary>
    private sealed class Wire : NetworkStream
    {
        private const int OneSecond = 1_000_000;

        private int _hasBegun;

        public Wire(Socket socket)
            : base(socket, ownsSocket: true) => Begin();

        public override int Read(Span<byte> buffer)
        {
            // By its own thread: the library has read the switch by now.
            EndConnecting();
            while (!Socket.Poll(OneSecond, SelectMode.SelectRead))
            {
            }

            return base.Read(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            EndConnecting();
            base.Dispose(disposing);
        }

        private void EndConnecting()
        {
            if (_hasBegun == 0 && Interlocked.Exchange(ref _hasBegun, 1) == 0)
                End();
        }
    }
}
