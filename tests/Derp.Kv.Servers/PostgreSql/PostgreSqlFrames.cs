using System.Buffers.Binary;

namespace Derp.Kv.Servers;

/// <summary>Where messages begin in a stream: a type, and a length of four bytes that counts itself; the client's first has no type.</summary>
internal sealed class PostgreSqlFrames(bool hasStartup)
{
    private readonly byte[] _head = new byte[5];
    private int _headLength = hasStartup ? 1 : 0;
    private long _left;

    /// <summary>How many messages of these types begin in the bytes.</summary>
    public int Count(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> types)
    {
        var count = 0;
        while (!bytes.IsEmpty)
        {
            if (_left > 0)
            {
                var skipped = (int)Math.Min(_left, bytes.Length);
                bytes = bytes[skipped..];
                _left -= skipped;
                continue;
            }

            _head[_headLength++] = bytes[0];
            bytes = bytes[1..];
            if (_headLength < _head.Length)
                continue;
            if (types.Contains(_head[0]))
                count++;
            _left = BinaryPrimitives.ReadInt32BigEndian(_head.AsSpan(1)) - 4;
            (_headLength, _head[0]) = (0, 0);
        }

        return count;
    }
}
