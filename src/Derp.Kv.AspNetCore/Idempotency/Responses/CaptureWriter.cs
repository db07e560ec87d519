using System.IO.Pipelines;

namespace Derp.Kv.AspNetCore.Idempotency.Responses;

/// <summary>What an endpoint sees as <c>HttpResponse.BodyWriter</c>.</summary>
internal sealed class CaptureWriter(ResponseCapture capture) : PipeWriter
{
    // The framework's JSON asks for it, to flush in time.
    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => capture.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => capture.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => capture.GetMemory(sizeHint).Span;

    public override void Advance(int bytes) => capture.Advance(bytes);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => capture.FlushWriterAsync(cancellationToken);

    public override void CancelPendingFlush() => capture.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        // Who completes the server's writer ends the answer; here the endpoint's return does.
    }
}
