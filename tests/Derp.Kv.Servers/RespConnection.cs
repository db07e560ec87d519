using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Derp.Kv.Servers;

/// <summary>
/// The wire itself, with none of the libraries under test in between: commands as arrays of bulk strings, replies in RESP2.
/// Text stands for bytes one to one (Latin-1).
/// </summary>
public sealed class RespConnection : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly Stream _stream;

    private RespConnection(TcpClient client)
    {
        _client = client;
        _stream = new BufferedStream(client.GetStream());
    }

    public static async Task<RespConnection> OpenAsync(int port)
    {
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return new RespConnection(client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public async Task<object?> SendAsync(params string[] parts)
    {
        var command = new StringBuilder();
        command.Append(CultureInfo.InvariantCulture, $"*{parts.Length}\r\n");
        foreach (var part in parts)
            command.Append(CultureInfo.InvariantCulture, $"${part.Length}\r\n{part}\r\n");
        await _stream.WriteAsync(Encoding.Latin1.GetBytes(command.ToString()));
        await _stream.FlushAsync();
        return await ReadAsync();
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return default;
    }

    /// <summary>The next reply, or the next message after a subscription.</summary>
    public async Task<object?> ReadAsync()
    {
        var line = await ReadLineAsync();
        var rest = line[1..];
        switch (line[0])
        {
            case '+':
                return rest;
            case '-':
                return new RespError(rest);
            case ':':
                return long.Parse(rest, CultureInfo.InvariantCulture);
            case '$':
                return await ReadBulkAsync(int.Parse(rest, CultureInfo.InvariantCulture));
            case '*':
                var items = new object?[int.Parse(rest, CultureInfo.InvariantCulture)];
                for (var i = 0; i < items.Length; i++)
                    items[i] = await ReadAsync();
                return items;
            default:
                throw new IOException($"Unknown reply type '{line[0]}'.");
        }
    }

    private async Task<string?> ReadBulkAsync(int length)
    {
        if (length < 0)
            return null;

        var bytes = new byte[length + 2];
        await _stream.ReadExactlyAsync(bytes);
        return Encoding.Latin1.GetString(bytes, 0, length);
    }

    private async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (true)
        {
            await _stream.ReadExactlyAsync(one);
            if (one[0] == '\n')
                return line.ToString();
            if (one[0] != '\r')
                line.Append((char)one[0]);
        }
    }
}

/// <summary>An error reply.</summary>
/// <param name="Message">Its text, code first.</param>
public sealed record RespError(string Message);
