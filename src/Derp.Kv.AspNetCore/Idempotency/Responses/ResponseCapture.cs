using System.Buffers;
using System.IO.Pipelines;
using Derp.Kv.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Derp.Kv.AspNetCore.Idempotency.Responses;

/// <summary>
/// Takes what an endpoint writes, so that not a byte leaves before the record stands: otherwise a retry that its caller sends at the first byte could
/// run again. An answer that grows beyond the limit, or that is meant to stream, is passed on from then on.
/// </summary>
/// <param name="http">The request.</param>
/// <param name="inner">Where the answer goes in the end.</param>
/// <param name="limit">The largest body that is kept.</param>
/// <param name="passing">Is called before the first byte is passed on.</param>
internal sealed partial class ResponseCapture(HttpContext http, IHttpResponseBodyFeature inner, int limit, Action passing) : IHttpResponseBodyFeature
{
    private readonly PooledBufferWriter _buffer = new();
    private CaptureStream? _stream;
    private CaptureWriter? _writer;
    private bool _isUnflushed;

    /// <summary>Why it is passed on, for logs; null: it is not.</summary>
    public string? PassedBecause { get; private set; }

    public bool IsPassing => PassedBecause is not null;

    /// <summary>Whether the endpoint has begun its answer, as the server would say.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether it has ended it before it returned.</summary>
    public bool IsComplete { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.Written;

    public Stream Stream => _stream ??= new CaptureStream(this);

    public PipeWriter Writer => _writer ??= new CaptureWriter(this);

    public void DisableBuffering()
    {
        Pass("streamed");
        inner.DisableBuffering();
    }

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        Begin();
        if (IsPassing)
        {
            passing();
            await inner.StartAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        Begin();
        var length = count ?? (new FileInfo(path).Length - offset);
        if (!IsPassing && length <= limit - _buffer.Written.Length)
        {
            await SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken).ConfigureAwait(false);
            return;
        }

        Pass("too_large");
        await FlushPassedAsync(cancellationToken).ConfigureAwait(false);
        await inner.SendFileAsync(path, offset, count, cancellationToken).ConfigureAwait(false);
    }

    public async Task CompleteAsync()
    {
        HasBegun = true;
        IsComplete = true;
        if (IsPassing)
            await FlushPassedAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>The endpoint has returned: what it has not flushed is a part of its answer too.</summary>
    public async ValueTask EndAsync()
    {
        if (!IsPassing && _buffer.Written.Length > limit)
            Pass("too_large");
        if (IsPassing)
            await FlushPassedAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Hands the kept body to the server.</summary>
    public async ValueTask SendAsync()
    {
        inner.Writer.Write(_buffer.Written);
        _buffer.Return();
        await inner.Writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private void Pass(string reason) => PassedBecause ??= reason;

    private void Begin()
    {
        if (IsComplete)
            throw new InvalidOperationException("The response was completed; nothing can be written to it.");
        if (!HasBegun && http.Response.ContentType is { } type && type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase))
            Pass("streamed");
        HasBegun = true;
    }

    // What was kept before goes first.
    private void HandOver()
    {
        passing();
        if (_buffer.Written.IsEmpty)
            return;
        inner.Writer.Write(_buffer.Written);
        _buffer.Return();
        _isUnflushed = true;
    }

    private async ValueTask FlushPassedAsync(CancellationToken cancellationToken)
    {
        HandOver();
        if (_isUnflushed)
        {
            _isUnflushed = false;
            await inner.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
