namespace Derp.Kv.AspNetCore.Idempotency.Responses;

/// <summary>What an endpoint sees as <c>HttpResponse.Body</c>: as the server's, it can neither be read nor sought in.</summary>
internal sealed class CaptureStream(ResponseCapture capture) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => capture.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => capture.FlushAsync(cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => capture.Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => capture.Write(buffer);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        capture.WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => capture.WriteAsync(buffer, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
