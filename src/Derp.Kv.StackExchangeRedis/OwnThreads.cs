using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace Derp.Kv.StackExchangeRedis;

/// <summary>
/// Has the library read and write a connection by threads of its own, two a node. With the pool's, a body that blocks all of
/// that would keep its own renewals from being sent, and their replies from being heard.
/// </summary>
/// <remarks>
/// The library has a switch for that (<c>DedicatedThreads</c>), which it asks when a connection is made, and which holds for the
/// process. It is on while one of ours is being made, and then what it was.
/// </remarks>
internal sealed class OwnThreads : Tunnel
{
    private const string Switch = "DedicatedThreads";

    private static readonly Lock s_gate = new();
    private static int s_connecting;
    private static bool s_isOurs;

    // A proxy would come here too, so that this is for connections without one.
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

    /// <summary>The socket's stream. A read waits in the system: where it would block, the framework's own makes objects for each.</summary>
    private sealed class Wire : NetworkStream
    {
        private const int OneSecond = 1_000_000;

        private int _hasBegun;

        public Wire(Socket socket)
            : base(socket, ownsSocket: true) => Begin();

        public override int Read(Span<byte> buffer)
        {
            // By its own thread, which the library has decided on by now.
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
