using System.Text.Json;
using Derp.Kv.Page.Sharing;

namespace Derp.Kv.Page.Viewing;

/// <summary>The figures of a second, and the way to the next one: no viewer misses one, and none holds up another.</summary>
/// <param name="figures">Null before the first.</param>
internal sealed class Second(PageFigures? figures)
{
    private readonly TaskCompletionSource<Second> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[]? _message;

    /// <summary>The figures as a server-sent event, written once for all viewers; null before the first.</summary>
    public byte[]? Message => figures is null ? null : _message ??= Write(figures);

    /// <summary>The next second; cancelled when the application ends.</summary>
    public Task<Second> NextAsync() => _next.Task;

    public Second Follow(PageFigures next)
    {
        var second = new Second(next);
        _next.TrySetResult(second);
        return second;
    }

    public void End() => _next.TrySetCanceled();

    private static byte[] Write(PageFigures figures) =>
        [.. "event: figures\ndata: "u8, .. JsonSerializer.SerializeToUtf8Bytes(figures, PageJson.Default.PageFigures), .. "\n\n"u8];
}
