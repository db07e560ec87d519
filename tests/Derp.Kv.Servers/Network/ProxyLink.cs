using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Derp.Kv.Servers;

/// <summary>One connection through the proxy.</summary>
public sealed class ProxyLink(FaultProxy proxy, Socket client) : IDisposable
{
    private const int Packet = 16 * 1024;

    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly ConcurrentQueue<RespCommand> _unanswered = new();
    private volatile bool _silent;

    public async Task RunAsync()
    {
        try
        {
            client.NoDelay = true;
            await _server.ConnectAsync(IPAddress.Loopback, proxy.ServerPort);
            await Task.WhenAny(ForwardAsync(client, _server, JudgeCommand), ForwardAsync(_server, client, JudgeReply));
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

    /// <summary>Resets both sides.</summary>
    public void Cut()
    {
        foreach (var socket in new[] { client, _server })
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception e) when (IsEnd(e))
            {
            }
        }

        Dispose();
    }

    private static bool IsEnd(Exception exception) => exception is SocketException or IOException or ObjectDisposedException;

    // Reading does not wait for writing, so that a delay is a delay and not a limit to the rate.
    private async Task ForwardAsync(Socket from, Socket to, Func<byte[], Verdict> judge)
    {
        var underway = Channel.CreateUnbounded<(byte[] Frame, long Due)>();
        var writing = WriteAsync(underway.Reader, to, judge);
        try
        {
            await using var stream = new NetworkStream(from);
            var frames = new RespFrames(stream);
            while (await frames.ReadAsync() is { } frame)
                underway.Writer.TryWrite((frame, Environment.TickCount64 + (long)proxy.Delay.TotalMilliseconds));
        }
        catch (Exception e) when (IsEnd(e))
        {
        }

        underway.Writer.Complete();
        await writing;

        // The end of a silenced connection is as silent as the rest.
        if (_silent)
            await Task.Delay(Timeout.Infinite);
    }

    private async Task WriteAsync(ChannelReader<(byte[] Frame, long Due)> underway, Socket to, Func<byte[], Verdict> judge)
    {
        await foreach (var (frame, due) in underway.ReadAllAsync())
        {
            var early = due - Environment.TickCount64;
            if (early > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(early));
            var verdict = _silent ? Verdict.Silence : judge(frame);
            if (verdict == Verdict.Silence)
            {
                _silent = true;
                continue;
            }

            if (verdict == Verdict.Drop)
                continue;
            try
            {
                if (verdict == Verdict.Cut)
                    Cut();
                await SendAsync(to, frame);
            }
            catch (Exception e) when (IsEnd(e))
            {
                return;
            }
        }
    }

    private async Task SendAsync(Socket to, ReadOnlyMemory<byte> frame)
    {
        while (!frame.IsEmpty)
        {
            var rate = proxy.BytesPerSecond;
            var packet = rate > 0 ? frame[..Math.Min(Packet, frame.Length)] : frame;
            if (rate > 0)
                await Task.Delay(TimeSpan.FromSeconds((double)packet.Length / rate));
            while (!packet.IsEmpty)
            {
                var sent = await to.SendAsync(packet);
                (packet, frame) = (packet[sent..], frame[sent..]);
            }
        }
    }

    private Verdict JudgeCommand(byte[] frame)
    {
        var command = RespCommand.Parse(frame);
        var verdict = proxy.OnCommand?.Invoke(command) ?? Verdict.Pass;
        if (verdict == Verdict.Pass && !command.IsSubscription)
            _unanswered.Enqueue(command);
        return verdict;
    }

    private Verdict JudgeReply(byte[] frame)
    {
        // Pushed messages answer nothing; a script that the server does not know was not executed.
        if (frame[0] == (byte)'>')
            return frame.AsSpan().IndexOf("$7\r\nmessage"u8) >= 0 ? proxy.OnPush?.Invoke() ?? Verdict.Pass : Verdict.Pass;
        if (!_unanswered.TryDequeue(out var command) || frame.AsSpan().StartsWith("-NOSCRIPT"u8))
            return Verdict.Pass;
        return proxy.OnReply?.Invoke(command) ?? Verdict.Pass;
    }
}
