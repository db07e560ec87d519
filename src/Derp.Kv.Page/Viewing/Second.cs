namespace Derp.Kv.Page.Viewing;

/// <summary>The figures of a second, and the way to the next one: no viewer misses one, and none holds up another.</summary>
/// <param name="figures">Null before the first.</param>
internal sealed class Second(PageFigures? figures)
{
    private readonly TaskCompletionSource<Second> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PageFigures? Figures => figures;

    /// <summary>The next second; cancelled when the application ends.</summary>
    public Task<Second> NextAsync() => _next.Task;

    public Second Follow(PageFigures next)
    {
        var second = new Second(next);
        _next.TrySetResult(second);
        return second;
    }

    public void End() => _next.TrySetCanceled();
}
