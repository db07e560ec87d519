using System.Buffers;
using System.IO.Pipelines;

namespace Derp.Kv.AspNetCore.Idempotency.Responses;

// Stream and writer fill one buffer, so that an endpoint may use both.
internal sealed partial class ResponseCapture
{
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (!Fits(bytes.Length))
        {
            HandOver();

            // As the server allows: it may refuse to block.
            inner.Stream.Write(bytes);
            return;
        }

        _buffer.Write(bytes);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!Fits(bytes.Length))
        {
            await FlushPassedAsync(cancellationToken).ConfigureAwait(false);
            await inner.Stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        _buffer.Write(bytes.Span);
    }

    public void Flush()
    {
        if (!Fits(0))
        {
            HandOver();
            inner.Stream.Flush();
        }
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (!Fits(0))
        {
            await FlushPassedAsync(cancellationToken).ConfigureAwait(false);
            await inner.Stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public Memory<byte> GetMemory(int sizeHint)
    {
        if (!IsPassing)
            return _buffer.GetMemory(sizeHint);
        HandOver();
        return inner.Writer.GetMemory(sizeHint);
    }

    public void Advance(int bytes)
    {
        if (IsPassing)
        {
            inner.Writer.Advance(bytes);
            _isUnflushed = true;
        }
        else
        {
            _buffer.Advance(bytes);
        }
    }

    public async ValueTask<FlushResult> FlushWriterAsync(CancellationToken cancellationToken)
    {
        if (Fits(0))
            return default;
        HandOver();
        _isUnflushed = false;
        return await inner.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public void CancelPendingFlush()
    {
        if (IsPassing)
            inner.Writer.CancelPendingFlush();
    }

    public long UnflushedBytes => IsPassing && inner.Writer.CanGetUnflushedBytes ? inner.Writer.UnflushedBytes : 0;

    // False: these bytes are passed on.
    private bool Fits(int more)
    {
        Begin();
        if (!IsPassing && _buffer.Written.Length + (long)more > limit)
            Pass("too_large");
        return !IsPassing;
    }
}
