using System.Buffers.Text;

namespace Derp.Kv.Servers;

/// <summary>Cuts a stream into whole RESP messages, of either version, as bytes.</summary>
public sealed class RespFrames(Stream stream)
{
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next message; null when the stream has ended.</summary>
    public async Task<byte[]?> ReadAsync()
    {
        while (true)
        {
            if (TryMeasure(_buffer.AsSpan(_start, _end - _start), out var length))
            {
                var frame = _buffer.AsSpan(_start, length).ToArray();
                _start += length;
                return frame;
            }

            MakeRoom();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end));
            if (read == 0)
                return null;
            _end += read;
        }
    }

    /// <summary>Whether the bytes begin with a whole message, and how long it is.</summary>
    public static bool TryMeasure(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        var line = bytes.IndexOf("\r\n"u8);
        if (line < 0)
            return false;

        var type = bytes[0];
        length = line + 2;
        if (type is not ((byte)'$' or (byte)'=' or (byte)'!' or (byte)'*' or (byte)'~' or (byte)'>' or (byte)'%' or (byte)'|'))
            return true;

        if (!Utf8Parser.TryParse(bytes[1..line], out long count, out _))
            throw new InvalidDataException("A length is not a number.");
        if (type is (byte)'$' or (byte)'=' or (byte)'!')
        {
            length += count < 0 ? 0 : checked((int)count + 2);
            return length <= bytes.Length;
        }

        // A map has two messages an entry; an attribute is a map with the message that it belongs to behind it.
        var children = type switch { (byte)'%' => 2 * count, (byte)'|' => (2 * count) + 1, _ => count };
        for (var i = 0L; i < children; i++)
        {
            if (!TryMeasure(bytes[Math.Min(length, bytes.Length)..], out var child))
                return false;
            length += child;
        }

        return true;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
    }
}
