using System.Buffers;

namespace Derp.Kv.Serialization;

/// <summary>
/// Where a value is written before its size is known, so that what is kept in the end is one array of that size and nothing
/// that grew on the way to it.
/// </summary>
internal sealed class PooledBufferWriter : IBufferWriter<byte>
{
    private const int InitialSize = 256;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
    private int _written;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _written);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > _buffer.Length - _written)
            throw new InvalidOperationException("More bytes are announced than there was room for.");
        _written += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_written);
    }

    /// <summary>Gives the buffer back. Not after an exception: a serializer that failed may still write.</summary>
    public void Return()
    {
        var buffer = _buffer;
        (_buffer, _written) = ([], 0);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Reserve(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        count = Math.Max(count, 1);
        if (count <= _buffer.Length - _written)
            return;

        // Twice the size, as far as an array goes.
        var size = Math.Max(checked(_written + count), (int)Math.Min(2L * _buffer.Length, Array.MaxLength));
        var larger = ArrayPool<byte>.Shared.Rent(size);
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
