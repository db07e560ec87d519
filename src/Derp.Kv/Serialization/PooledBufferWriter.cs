using System.Buffers;

namespace Derp.Kv.Serialization;

/// <summary>
/// A buffer for a value whose size is not known yet, so that in the end one array of the right size is kept and nothing
/// larger.
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
            throw new InvalidOperationException("More bytes were written than the buffer has room for.");
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

    /// <summary>Returns the buffer. Not after an exception: a serializer that failed may still write.</summary>
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

        // Twice the size, up to the largest array.
        var size = Math.Max(checked(_written + count), (int)Math.Min(2L * _buffer.Length, Array.MaxLength));
        var larger = ArrayPool<byte>.Shared.Rent(size);
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
