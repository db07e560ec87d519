using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Derp.Kv.Benchmarks;

/// <summary>
/// A caller of its own connection that sends prepared bytes and skips the answer. It allocates next to nothing, so that the bytes of the
/// process are the server's.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[16 * 1024];

    public static async Task<HttpConnection> OpenAsync(int port)
    {
        var connection = new HttpConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, port);
        return connection;
    }

    /// <summary>A request, ready to be sent.</summary>
    public static byte[] Request(string method, string path, string headers = "", string body = "") => Encoding.ASCII.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}{(body.Length > 0 ? $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n" : "")}\r\n{body}");

    /// <summary>Sends a request, and returns the status of the answer.</summary>
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request)
    {
        await _socket.SendAsync(request);
        var length = 0;
        while (!IsComplete(_answer.AsSpan(0, length)))
        {
            var read = await _socket.ReceiveAsync(_answer.AsMemory(length));
            if (read == 0)
                throw new IOException("The application has closed the connection.");
            length += read;
        }

        return Utf8Parser.TryParse(_answer.AsSpan("HTTP/1.1 ".Length), out int status, out _) ? status : 0;
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        var body = answer[(head + 4)..];
        var field = answer[..head].IndexOf("Content-Length: "u8);
        return field < 0
            ? body.EndsWith("0\r\n\r\n"u8)
            : Utf8Parser.TryParse(answer[(field + "Content-Length: ".Length)..], out int length, out _) && body.Length >= length;
    }
}
